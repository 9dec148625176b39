package io.eprointake.security;

import static io.eprointake.security.Role.ANALYST;
import static io.eprointake.security.Role.DASHBOARD;
import static io.eprointake.security.Role.OPS;
import static io.eprointake.security.Role.PATIENT;
import static io.eprointake.security.Role.SITE;
import static io.eprointake.security.Role.SYSTEM;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may call what, on both ports: the manual's table. What is not here is closed. Whose reports
 * are seen then, the call decides by the caller's scope.
 */
final class Access {

    private static final List<Rule> RULES =
            List.of(
                    rule("POST", "/reports", roles(PATIENT, SITE).or(system(May.REPORTS))),
                    rule(
                            "GET",
                            "/enrollment",
                            roles(SITE, DASHBOARD, ANALYST).or(system(May.ENROLLMENT))),
                    rule(
                            "GET",
                            "/reports/{id}",
                            roles(PATIENT, SITE, ANALYST, OPS).or(system(May.REPORTS))),
                    rule(
                            "GET",
                            "/reports/{id}/history",
                            roles(PATIENT, SITE, ANALYST, OPS).or(system(May.REPORTS))),
                    rule("POST", "/reports/batch", roles(PATIENT).or(system(May.REPORTS))),
                    rule("GET", "/reports", roles(SITE, ANALYST, OPS).or(system(May.REPORTS))),
                    rule("POST", "/reports/{id}/release", roles(SITE)),
                    rule("POST", "/reports/{id}/replay", roles(OPS)),
                    rule("GET", "/alerts", roles(SITE, ANALYST)),
                    rule("GET", "/alerts/{id}", roles(SITE, ANALYST)),
                    rule("POST", "/alerts/{id}/acknowledge", roles(SITE)),
                    rule("POST", "/alerts/acknowledge", roles(SITE)),
                    rule("POST", "/alerts/{id}/take-back", roles(SITE)),
                    rule("GET", "/studies/{id}/overview", roles(SITE, ANALYST)),
                    rule("POST", "/enrollment", roles(SITE).or(system(May.ENROLLMENT))),
                    rule(
                            "GET",
                            "/enrollment/course",
                            roles(SITE, DASHBOARD, ANALYST).or(system(May.ENROLLMENT))),
                    rule(
                            "GET",
                            "/enrollment/reconciliation",
                            roles(SITE, DASHBOARD, ANALYST).or(system(May.ENROLLMENT))),
                    rule("POST", "/subjects", roles(SITE).or(system(May.ENROLLMENT))),
                    rule("GET", "/subjects", roles(SITE, ANALYST).or(system(May.ENROLLMENT))),
                    rule("POST", "/subjects/{subject}/excuses", roles(SITE)),
                    rule("GET", "/subjects/{subject}/timeline", roles(SITE, ANALYST)),
                    rule("GET", "/compliance", roles(SITE, ANALYST)),
                    rule("GET", "/compliance/overdue", roles(SITE, ANALYST)),
                    rule("POST", "/devices/activate", Access::anyone),
                    rule("POST", "/devices", roles(SITE)),
                    rule("GET", "/devices", roles(SITE)),
                    rule("DELETE", "/devices/{id}", roles(SITE)),
                    rule("POST", "/tokens", roles(OPS)),
                    rule("GET", "/tokens", roles(OPS)),
                    rule("DELETE", "/tokens/{id}", roles(OPS)),
                    rule("POST", "/session", Access::anyone),
                    rule("GET", "/session/ways", Access::anyone),
                    rule("GET", "/session/provider", Access::anyone),
                    rule("GET", "/session/provider/back", Access::anyone),
                    rule("GET", "/session", roles(SITE, DASHBOARD, ANALYST, OPS)),
                    rule("DELETE", "/session", roles(SITE, DASHBOARD, ANALYST, OPS)),
                    rule("DELETE", "/sessions", roles(SITE, DASHBOARD, ANALYST, OPS)),
                    rule("GET", "/events", roles(SITE, DASHBOARD, ANALYST, OPS)),
                    rule("GET", "/studies", roles(SITE, DASHBOARD, ANALYST)),
                    rule("GET", "/service", roles(OPS)),
                    rule("GET", "/deliveries", roles(OPS)),
                    rule("POST", "/deliveries/{id}/send-again", roles(OPS)),
                    rule("GET", "/audit", roles(ANALYST, OPS)),
                    rule("GET", "/audit/export", roles(ANALYST, OPS)),
                    // The page is the same for all; what it shows, it asks for.
                    rule("GET", "/", Access::anyone),
                    rule("GET", "/page/**", Access::anyone),
                    rule("GET", "/webjars/**", Access::anyone),
                    // How to call, and nothing of what is answered.
                    rule("GET", "/openapi.yaml", Access::anyone),
                    // By the analyzer's own token: see AnalyzeController.
                    rule("POST", "/analyze", Access::anyone),
                    // Whoever starts and stops replicas asks without a token, and hears up or down.
                    rule("GET", "/actuator/health", Access::anyone),
                    rule("GET", "/actuator/health/**", Access::anyone),
                    rule("GET", "/actuator/prometheus", roles(OPS).or(system(May.METRICS))),
                    rule("GET", "/actuator", roles(OPS)),
                    rule("GET", "/actuator/info", roles(OPS)),
                    rule("GET", "/actuator/leakwatch", roles(OPS)),
                    rule("GET", "/actuator/leakwatch/{page}", roles(OPS)),
                    rule("DELETE", "/actuator/leakwatch/{task}", roles(OPS)));

    private Access() {}

    /**
     * What becomes of a call.
     *
     * @param caller null when nobody said who they are
     */
    static Decision decide(String method, PathContainer path, @Nullable Caller caller) {
        String asked = method.equals("HEAD") ? "GET" : method;
        Set<String> others = new TreeSet<>();
        boolean known = false;
        for (Rule rule : RULES) {
            if (rule.path.matches(path)) {
                if (rule.method.equals(asked)) {
                    if (rule.who.test(caller)) {
                        return Decision.GRANTED;
                    }
                    known = true;
                } else if (rule.who.test(caller)) {
                    others.add(rule.method);
                }
            }
        }
        return known
                ? Decision.DENIED
                : others.isEmpty() ? Decision.NOWHERE : new Decision(Kind.OTHER_METHOD, others);
    }

    /** The pattern of a path that there is a rule for; else none of it is told. */
    static String pattern(PathContainer path) {
        return RULES.stream()
                .filter(rule -> rule.path.matches(path))
                .map(rule -> rule.path.getPatternString())
                .findFirst()
                .orElse("elsewhere");
    }

    /** Whether there is a rule for exactly this mapping. */
    static boolean knows(String method, String pattern) {
        return RULES.stream()
                .anyMatch(rule ->
                        rule.method.equals(method) && rule.path.getPatternString().equals(pattern));
    }

    private static Rule rule(String method, String path, Predicate<@Nullable Caller> who) {
        return new Rule(method, PathPatternParser.defaultInstance.parse(path), who);
    }

    @SuppressWarnings("unused") // it is a rule like the others
    private static boolean anyone(@Nullable Caller caller) {
        return true;
    }

    private static Predicate<@Nullable Caller> roles(Role... roles) {
        List<Role> several = Arrays.asList(roles);
        return caller -> caller != null && several.contains(caller.role());
    }

    private static Predicate<@Nullable Caller> system(May grant) {
        return caller -> caller != null && caller.role() == SYSTEM && caller.may(grant);
    }

    private record Rule(String method, PathPattern path, Predicate<@Nullable Caller> who) {}

    /** Whether a call is let through, and if not, why. */
    enum Kind {
        GRANTED,
        /** Others may call this. */
        DENIED,
        /** The caller may call this by another method. */
        OTHER_METHOD,
        /** Nothing that this caller should know of is there. */
        NOWHERE
    }

    /**
     * @param methods that the caller may use there instead
     */
    record Decision(Kind kind, Set<String> methods) {
        static final Decision GRANTED = new Decision(Kind.GRANTED, Set.of());
        static final Decision DENIED = new Decision(Kind.DENIED, Set.of());
        static final Decision NOWHERE = new Decision(Kind.NOWHERE, Set.of());
    }
}
