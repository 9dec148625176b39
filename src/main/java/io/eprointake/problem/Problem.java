package io.eprointake.problem;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * Everything that can be refused. The name, in lower case, is the stable {@code code} of the
 * problem document and the reason in the metrics.
 */
public enum Problem {
    /**
     * Not JSON, not UTF-8, not gzip where gzip was said, too deep, or of another shape than a
     * report.
     */
    UNREADABLE(HttpStatus.BAD_REQUEST, "The body cannot be read"),
    /** A field that the contract does not know: what it holds cannot be protected. */
    UNKNOWN_FIELD(HttpStatus.BAD_REQUEST, "The body has a field that is not part of the contract"),
    /** Which report, study, site or subject it is cannot be told. */
    UNIDENTIFIED(HttpStatus.BAD_REQUEST, "The report cannot be identified"),
    INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "A parameter of the request is not valid"),
    /** Not HTTP/1.1 as it should be, or with more before its body than is taken. */
    MALFORMED(HttpStatus.BAD_REQUEST, "The request's line or headers are not valid, or too long"),
    /** No token, or one that lets nobody in. */
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Who calls is not known"),
    /** Who calls is known, and may not do this. */
    FORBIDDEN(HttpStatus.FORBIDDEN, "This is not allowed to you"),
    /** What was typed cannot be an activation code: look at it again. */
    MISTYPED_CODE(HttpStatus.BAD_REQUEST, "The activation code is mistyped"),
    /** The activation code was used, has ended, or was never made. */
    CODE_REFUSED(HttpStatus.FORBIDDEN, "The activation code is not taken"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not offered here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No offered media type is accepted"),
    /** The body did not arrive within its time. */
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The body took too long to arrive"),
    /** The same id was accepted before with other content, which is untouched. */
    CONFLICT(HttpStatus.CONFLICT, "The same id was accepted before with other content"),
    /** What it would correct has been corrected, or it would close a circle; nothing was stored. */
    SUPERSEDED(HttpStatus.CONFLICT, "The report has a correction already"),
    /** Staff say why they correct what a patient sent, or take back what they said. */
    REASON_REQUIRED(HttpStatus.UNPROCESSABLE_ENTITY, "A reason is needed"),
    /** Somebody said already what they did about the alert; nothing was stored. */
    ALREADY_ACKNOWLEDGED(HttpStatus.CONFLICT, "This alert is answered already"),
    /** More would be taken back than was enrolled: nothing was stored, it may be sent again. */
    BELOW_ZERO(HttpStatus.CONFLICT, "The site would fall below zero"),
    /** The state of the report, or of the alert, does not allow what was asked. */
    WRONG_STATE(HttpStatus.CONFLICT, "Its state does not allow this"),
    TOO_LARGE(HttpStatus.PAYLOAD_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body's media type or encoding is not taken"),
    /** More calls than one caller may make. */
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many calls"),
    /** More work is waiting than may wait: nothing was stored, send it again. */
    OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, "Too much is waiting already"),
    /**
     * The store cannot take it now, for example since its disk is full: nothing was acknowledged.
     */
    STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The store cannot take this now"),
    /** It came while the service stops: nothing was read of it, send it again. */
    STOPPING(HttpStatus.SERVICE_UNAVAILABLE, "The service is stopping"),
    /** The identity provider does not tell the keys by which tokens are checked. */
    KEYS_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Who calls cannot be checked now"),
    /** The caller's own deadline passed before there was an answer. */
    DEADLINE_PASSED(HttpStatus.GATEWAY_TIMEOUT, "There was no answer within the deadline"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Something failed here");

    private final HttpStatus status;
    private final String title;

    Problem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    public HttpStatus status() {
        return status;
    }

    /** One sentence without its full stop, the same for every occurrence. */
    public String title() {
        return title;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public URI type() {
        return URI.create("urn:epro-intake:problem:" + code());
    }

    /** What the framework or the container refused by itself, in the catalogue's terms. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> TOO_SLOW;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 417, 431, 501, 505 -> MALFORMED;
            default -> status < 500 ? INVALID_PARAMETER : INTERNAL;
        };
    }
}
