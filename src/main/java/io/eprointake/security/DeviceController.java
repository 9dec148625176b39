package io.eprointake.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.eprointake.body.JsonBody;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import io.eprointake.report.Scope;
import io.eprointake.report.Subject;
import io.eprointake.security.Devices.Activated;
import io.eprointake.security.Devices.Device;
import io.eprointake.security.Devices.Invited;
import io.eprointake.security.Devices.Place;
import io.eprointake.security.credential.ActivationCode;
import io.eprointake.security.credential.QrCode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Site staff let phones in and shut them out; a phone exchanges its code for its token. */
@RestController
@RequestMapping("/devices")
@Profile("!analyzer")
class DeviceController {

    private static final Logger log = LoggerFactory.getLogger(DeviceController.class);
    private static final int MOST = 200;

    private final Devices devices;
    private final Strangers strangers;

    DeviceController(Devices devices, Strangers strangers) {
        this.devices = devices;
        this.strangers = strangers;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    Invitation invite(HttpServletRequest request, @AuthenticationPrincipal Caller caller) {
        JsonBody body = JsonBody.read(request);
        String study = body.id("study");
        String site = body.id("site");
        String subject = body.id("subject");
        if (!caller.scope().covers(study, site, new Subject(subject))) {
            throw new Refused(Problem.FORBIDDEN, "The site and the study must be among your own.");
        }
        Invited invited =
                devices.invite(study, site, subject, caller.actor(request.getRemoteAddr()));
        log.info("Activation code made for device {} by {}", invited.id(), caller.name());
        String code = invited.code().grouped();
        return new Invitation(
                invited.id(), study, site, subject, code, invited.until(), QrCode.svg(code));
    }

    /** The one call that needs no token: its code is known to the subject alone. */
    @PostMapping(path = "/activate", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    Activation activate(HttpServletRequest request) {
        String sent = JsonBody.read(request).sent("code");
        ActivationCode code = (sent == null ? null : ActivationCode.read(sent).orElse(null));
        if (code == null) {
            throw new Refused(
                    Problem.MISTYPED_CODE,
                    "code must be a text of 14 letters and digits, as XXXX-XXXX-XXXX-XX; one of"
                            + " them is wrong or missing.");
        }
        strangers.check(request.getRemoteAddr());
        Activated activated =
                devices.activate(code, request.getRemoteAddr())
                        .orElseThrow(() -> {
                            strangers.count(request.getRemoteAddr());
                            log.warn("An activation code was refused: guessed, used or too old");
                            return new Refused(
                                    Problem.CODE_REFUSED,
                                    "It was used, has ended, or was never made: ask the site.");
                        });
        log.info("Device {} was activated", activated.id());
        return new Activation(
                activated.id(),
                activated.token(),
                activated.study(),
                activated.site(),
                activated.subject(),
                activated.until());
    }

    @GetMapping
    Page list(
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "subject", required = false) @Nullable String subject,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @AuthenticationPrincipal Caller caller) {
        if (limit < 1 || limit > MOST) {
            throw new Refused(Problem.INVALID_PARAMETER, "limit must be from 1 to " + MOST + ".");
        }
        Scope scope = caller.scope();
        String of = site == null ? only(scope.sites()) : PlainText.of(site);
        if (!scope.coversSite(of)) {
            return new Page(List.of(), null);
        }
        Place place =
                after == null
                        ? null
                        : Place.of(after)
                                .orElseThrow(() ->
                                        new Refused(
                                                Problem.INVALID_PARAMETER,
                                                "after must be a page's next."));
        List<Device> found =
                devices.list(
                        of,
                        scope.studies(),
                        subject == null ? null : PlainText.of(subject),
                        place,
                        limit);
        return new Page(found, found.size() < limit ? null : found.getLast().place().toString());
    }

    private static String only(@Nullable Set<String> sites) {
        if (sites == null || sites.size() != 1) {
            throw new Refused(
                    Problem.INVALID_PARAMETER, "site must be given: more than one is yours.");
        }
        return sites.iterator().next();
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable("id") UUID id,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        if (!devices.revoke(id, caller.scope(), caller.actor(request.getRemoteAddr()))) {
            throw new Refused(Problem.NOT_FOUND, "No device has this id.");
        }
        log.info("Device {} was revoked by {}", id, caller.name());
    }

    /**
     * @param qrSvg the code for a phone's camera
     */
    record Invitation(
            UUID deviceId,
            String study,
            String site,
            String subject,
            String code,
            Instant codeExpiresAt,
            String qrSvg) {

        @Override
        public String toString() {
            return "Invitation[" + deviceId + "]";
        }
    }

    /**
     * @param expiresAt unless it is used before: each use renews it
     */
    record Activation(
            UUID deviceId,
            String token,
            String study,
            String site,
            String subject,
            Instant expiresAt) {

        @Override
        public String toString() {
            return "Activation[" + deviceId + "]";
        }
    }

    /**
     * @param next what to give as {@code after} for the next page; null on the last
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<Device> devices, @Nullable String next) {}
}
