package io.eprointake.demo;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far something is: a bar on a terminal, a line for each tenth elsewhere. */
final class Bar implements AutoCloseable {

    private static final int WIDTH = 118;
    private static final int WHOLE = 100;
    private static final int TENTH = 10;

    private final PrintStream out;
    private final String of;
    private final @Nullable ProgressBar bar;
    private int told = -1;

    Bar(PrintStream out, boolean terminal, String of) {
        this.out = out;
        this.of = of;
        this.bar =
                !terminal
                        ? null
                        : new ProgressBarBuilder()
                                .setTaskName(of)
                                .setInitialMax(WHOLE)
                                .setStyle(ProgressBarStyle.ASCII)
                                .hideEta()
                                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                                .build();
    }

    /**
     * @param part from 0 to 1
     * @param now what is going on
     */
    void show(double part, String now) {
        int percent = (int) (WHOLE * Math.clamp(part, 0, 1));
        if (bar != null) {
            bar.stepTo(percent);
            bar.setExtraMessage(now);
        } else if (percent / TENTH > told) {
            told = percent / TENTH;
            out.printf("%s: %d %% %s%n", of, percent, now);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
