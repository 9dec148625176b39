package io.eprointake.bench;

import io.eprointake.problem.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Spring MVC that does nothing, on the service's own settings of Tomcat and its threads. */
@SpringBootApplication(
        scanBasePackages = {"io.eprointake.bench", "io.eprointake.leakwatch"},
        exclude = {
            DataSourceAutoConfiguration.class,
            FlywayAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class
        })
@ConfigurationPropertiesScan("io.eprointake.leakwatch")
@Import(Refusals.class) // the management port's own refusals ask for them
@RestController
public class Echo {

    private static final byte[] ANSWER =
            "{\"total_enrollment\":1000,\"sites\":[]}".getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) {
        SpringApplication.run(Echo.class, args);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @PostMapping(path = "/reports", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> post(@RequestBody byte[] body) {
        return ResponseEntity.accepted().contentType(MediaType.APPLICATION_JSON).body(body);
    }

    @GetMapping("/enrollment")
    ResponseEntity<byte[]> get() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(ANSWER);
    }
}
