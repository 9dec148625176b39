package io.eprointake.study;

import io.eprointake.instrument.Instruments;
import io.eprointake.instrument.StudyRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StudyConfiguration {

    /**
     * What studies' files say of alerts, for those who raise them.
     *
     * @throws IllegalArgumentException when a study expects an instrument that there is not
     */
    @Bean
    StudyRules studyRules(Studies studies, Instruments instruments) {
        for (Study study : studies.all()) {
            for (Expected expected : study.instruments()) {
                if (!instruments.knows(expected.name(), expected.version())) {
                    throw new IllegalArgumentException(
                            "epro.study.folder: study %s: instruments: there is no %s%s"
                                    .formatted(
                                            study.study(),
                                            expected.name(),
                                            expected.version() == null
                                                    ? ""
                                                    : " " + expected.version()));
                }
            }
        }
        return new StudyRules(studies.alertRules());
    }
}
