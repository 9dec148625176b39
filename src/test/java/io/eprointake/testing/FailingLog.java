package io.eprointake.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Has whatever one class logs fail with an Error that nothing else throws, until it is closed. */
public final class FailingLog implements AutoCloseable {

    private final Logger logger;
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    throw new Injected();
                }
            };

    private static final class Injected extends VirtualMachineError {
        Injected() {
            super("injected into the log");
        }
    }

    public FailingLog(String logger) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
        appender.start();
        this.logger.addAppender(appender);
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
