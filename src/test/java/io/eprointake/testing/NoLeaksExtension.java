package io.eprointake.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Has a {@link LeakChecks.Check} around each test class; JUnit finds it by itself, for all of them.
 */
public final class NoLeaksExtension implements BeforeAllCallback, AfterAllCallback {

    private static final Namespace OURS = Namespace.create(NoLeaksExtension.class);

    private final LeakChecks checks;

    /** As JUnit makes it. */
    public NoLeaksExtension() {
        this(LeakChecks.ALL);
    }

    NoLeaksExtension(LeakChecks checks) {
        this.checks = checks;
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        Class<?> type = test.getRequiredTestClass();
        if (type.getEnclosingClass() == null || type.isAnnotationPresent(NoLeaks.class)) {
            LeakChecks.Check check = checks.open(type.getName());
            test.getStore(OURS).put(this, check);
            if (type.isAnnotationPresent(NoLeaks.class)) {
                check.hold();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext test) {
        LeakChecks.Check check = test.getStore(OURS).remove(this, LeakChecks.Check.class);
        if (check != null) {
            check.close();
        }
    }
}
