package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.Printable;
import io.eprointake.deidentify.report.RunReport;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever waits how far the run is: by one bar over all files on a terminal, by a line for
 * each file that has ended elsewhere. All workers call it.
 */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 80;
    private static final int MEGABYTE = 1024 * 1024;

    private final PrintWriter to;
    private final boolean terminal;
    private @Nullable ProgressBar bar;

    public Progress(PrintWriter to, boolean terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    /** The work is known: so many bytes. Comes before any worker begins. */
    public void begin(long bytes) {
        if (terminal) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName("deidentify")
                            .setInitialMax(bytes)
                            .setUnit(" MB", MEGABYTE)
                            .showSpeed()
                            .setStyle(ProgressBarStyle.ASCII)
                            .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                            .build();
        }
    }

    public void read(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    public void ended(FileReport file) {
        if (bar == null) {
            to.println(line(file));
        }
    }

    /** One line, whatever the names in it. */
    static String line(FileReport file) {
        return Printable.of(told(file));
    }

    private static String told(FileReport file) {
        String outcome = file.file() + ": " + RunReport.word(file.outcome());
        if (file.reason() != null) {
            return outcome + ": " + file.reason();
        }
        String notes = file.notes();
        return outcome + ", " + file.rows() + " rows" + (notes.isEmpty() ? "" : "; " + notes);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
