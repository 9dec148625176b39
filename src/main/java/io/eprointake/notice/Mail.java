package io.eprointake.notice;

import io.eprointake.leakwatch.Lookups;
import io.eprointake.leakwatch.Threads;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Puts notices into one e-mail, as plain text. */
final class Mail {

    private static final String TIMEOUT_MILLIS = "10000";

    private final JavaMailSenderImpl sender;
    private final @Nullable String from;
    private final @Nullable URI link;
    private final Lookups lookups;

    /** Gives the sender limits of time, where it has none. */
    Mail(JavaMailSenderImpl sender, NoticeProperties settings, Lookups lookups, Threads threads) {
        this.sender = sender;
        this.from = settings.from();
        this.link = settings.link();
        this.lookups = lookups;
        Properties limits = sender.getJavaMailProperties();
        var writeTimeouts = writeTimeouts(threads);
        for (String protocol : List.of("mail.smtp.", "mail.smtps.")) {
            for (String limit : List.of("connectiontimeout", "timeout", "writetimeout")) {
                limits.putIfAbsent(protocol + limit, TIMEOUT_MILLIS);
            }
            // By which a write is given up; else each connection would have a thread of its own.
            limits.put(protocol + "executor.writetimeout", writeTimeouts);
        }
    }

    private static ScheduledThreadPoolExecutor writeTimeouts(Threads threads) {
        var timeouts = new ScheduledThreadPoolExecutor(1, threads.daemon("mail-timeout-"));
        timeouts.setRemoveOnCancelPolicy(true);
        timeouts.setKeepAliveTime(1, TimeUnit.SECONDS);
        timeouts.allowCoreThreadTimeOut(true);
        return timeouts;
    }

    /**
     * Sends it.
     *
     * @throws org.springframework.mail.MailException when the server did not take it
     */
    void send(String address, List<Notice> notices)
            throws UnknownHostException, InterruptedException {
        // The client would look it up where no cancellation reaches.
        var _ = lookups.await(Objects.requireNonNull(sender.getHost()));
        var message = new SimpleMailMessage();
        message.setFrom(Objects.requireNonNull(from));
        message.setTo(address);
        message.setSubject(subject(notices));
        message.setText(text(notices));
        sender.send(message);
    }

    private static String subject(List<Notice> notices) {
        long redFlags = notices.stream().filter(Notice::redFlag).count();
        String alerts = notices.size() == 1 ? "1 alert" : notices.size() + " alerts";
        return redFlags == 0
                ? alerts + " to answer"
                : redFlags == notices.size()
                        ? "Red flag: %s to answer".formatted(alerts)
                        : "Red flag: %s to answer, %d cannot wait".formatted(alerts, redFlags);
    }

    private String text(List<Notice> notices) {
        var text = new StringBuilder();
        for (Notice notice : notices) {
            text.append(notice.redFlag() ? "RED FLAG, " : "")
                    .append("alert ")
                    .append(notice.alert())
                    .append(' ')
                    .append(notice.kind())
                    .append(' ')
                    .append(notice.raisedAt())
                    .append('\n');
            line(text, "study", notice.study());
            line(text, "site", notice.site());
            line(text, "rule", notice.rule());
            line(text, "to answer by", notice.role());
            String at = Link.to(link, notice.alert());
            if (at != null) {
                line(text, "at", at);
            }
            line(text, "notice", notice.id().toString());
            text.append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  ").append(name).append(": ").append(value).append('\n');
    }
}
