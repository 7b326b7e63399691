package io.github.tracingstarter.export;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import io.github.tracingstarter.export.grpc.NotGrpcException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Why an export failed, and whether to send the records again. The type of a response and
 * the names of its methods differ between the OpenTelemetry versions of Spring Boot 4.0
 * and 4.1, so it is read by reflection; this is not a hot path.
 *
 * @param reason what happened, for the log, on one line of bounded length
 * @param remedy what may help
 * @param retryAfter the delay that the server asks for, or null
 * @param rejected number of rejected records in an accepted request
 * @param answer the response of the server, or null if there was none
 */
record ExportFailure(String reason, Remedy remedy, @Nullable Duration retryAfter, long rejected,
		@Nullable Answer answer) {

	/** Retriable according to the OTLP specification; everything else is final. */
	private static final Set<Integer> RETRIABLE_HTTP = Set.of(429, 502, 503, 504);

	private static final int HTTP_TOO_LARGE = 413;

	private static final int HTTP_NOT_FOUND = 404;

	private static final int HTTP_METHOD_NOT_ALLOWED = 405;

	private static final int GRPC_UNIMPLEMENTED = 12;

	/** CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS. */
	private static final Set<Integer> RETRIABLE_GRPC = Set.of(1, 4, 10, 11, 14, 15);

	static final int GRPC_UNKNOWN = 2;

	private static final int GRPC_RESOURCE_EXHAUSTED = 8;

	/** The messages of gRPC in Go, Java, C and .NET for a message above the limit. */
	private static final Pattern GRPC_TOO_LARGE = Pattern.compile("message.*(larger than|exceeds)",
			Pattern.CASE_INSENSITIVE);

	/**
	 * A signal that the collector does not accept. Its dropped records are not reported.
	 */
	static final ExportFailure UNWANTED = new ExportFailure("it takes none", Remedy.UNWANTED);

	static final ExportFailure TIMEOUT = new ExportFailure("it does not respond in time", Remedy.RETRY_UNANSWERED);

	/**
	 * Messages for a closed connection or stream, if the type does not show it.
	 */
	private static final Pattern BROKEN_OFF = Pattern.compile("\\breset\\b|broken pipe|aborts the request",
			Pattern.CASE_INSENSITIVE);

	private static final String[] GRPC_STATUS = { "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED",
			"NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
			"OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED" };

	ExportFailure {
		reason = OneLine.of(reason);
	}

	ExportFailure(String reason, Remedy remedy) {
		this(reason, remedy, null, 0, null);
	}

	static ExportFailure of(@Nullable Throwable error) {
		if (error == null) {
			return new ExportFailure("the exporter gave no reason", Remedy.NONE);
		}
		if (error instanceof OtlpRefusal refusal) {
			return refusal.failure();
		}
		Object response = property(error, "getResponse");
		if (response != null) {
			return ofResponse(response);
		}
		Throwable cause = cause(error);
		String broken = brokenSender(error);
		if (broken != null) {
			return new ExportFailure(broken, Remedy.NONE);
		}
		return new ExportFailure(describe(cause), ofException(cause));
	}

	/**
	 * Returns the failure of the connection, which senders wrap once or more.
	 */
	private static Throwable cause(Throwable error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException) {
				return cause;
			}
		}
		return (error.getCause() != null) ? error.getCause() : error;
	}

	private static Remedy ofException(Throwable cause) {
		if (cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof NoRouteToHostException) {
			return Remedy.WAIT;
		}
		if (!(cause instanceof IOException)) {
			return Remedy.NONE;
		}
		return isBrokenOff(cause) ? Remedy.RETRY_UNANSWERED : Remedy.RETRY;
	}

	/**
	 * Returns whether the request, rather than the attempt to connect, was aborted.
	 * Servers also abort requests that are too large or that make them fail.
	 */
	private static boolean isBrokenOff(Throwable cause) {
		if (cause instanceof SSLException || cause instanceof NotGrpcException) {
			return false;
		}
		return cause instanceof SocketException || cause instanceof EOFException
				|| cause.getCause() instanceof EOFException
				|| BROKEN_OFF.matcher(String.valueOf(cause.getMessage())).find();
	}

	/**
	 * Detects OpenTelemetry's exporter with the application's OkHttp on an older Okio,
	 * which another dependency brings. The exporter hides the error as a suppressed one.
	 */
	private static @Nullable String brokenSender(@Nullable Throwable error) {
		if (error == null) {
			return null;
		}
		if (error instanceof LinkageError) {
			return "a class of its sender is incompatible (%s), because the application has another version of Okio, "
				.formatted(error) + "OkHttp or Kotlin; find it with 'mvn dependency:tree' and upgrade or remove it";
		}
		for (Throwable suppressed : error.getSuppressed()) {
			String broken = brokenSender(suppressed);
			if (broken != null) {
				return broken;
			}
		}
		return brokenSender(error.getCause());
	}

	private static String describe(Throwable cause) {
		String message = cause.getMessage();
		if (message == null && cause.getClass() == ConnectException.class) {
			// The JDK's HTTP client has no message for it.
			return "Connection refused";
		}
		return StringUtils.hasText(message) ? message : cause.getClass().getSimpleName();
	}

	private static ExportFailure ofResponse(Object response) {
		Object grpc = property(response, "grpcStatusValue");
		Object status = property(response, "getStatusCode", "statusCode");
		if (grpc == null && status instanceof Enum<?>) {
			grpc = property(status, "getValue");
		}
		if (grpc instanceof Integer code) {
			return ofGrpc(code, property(response, "getStatusDescription", "grpcStatusDescription"));
		}
		if (status instanceof Integer code) {
			return ofHttp(code, property(response, "getStatusMessage", "statusMessage"));
		}
		return new ExportFailure("it responds with " + response, Remedy.NONE);
	}

	static ExportFailure ofGrpc(int code, @Nullable Object description) {
		return ofGrpc(code, description, null);
	}

	static ExportFailure ofGrpc(int code, @Nullable Object description, @Nullable Duration retryAfter) {
		String name = (code >= 0 && code < GRPC_STATUS.length) ? GRPC_STATUS[code] : "status " + code;
		Remedy remedy = grpcRemedy(code, description);
		if (remedy == Remedy.RETRY_IN_HALVES && retryAfter != null) {
			// A server that asks for a delay does not object to the size.
			remedy = Remedy.RETRY;
		}
		return new ExportFailure(named("gRPC " + name, description), remedy, retryAfter, 0, new Answer(true, code));
	}

	static ExportFailure ofHttp(int code, @Nullable Object description) {
		return ofHttp(code, description, null);
	}

	static ExportFailure ofHttp(int code, @Nullable Object description, @Nullable Duration retryAfter) {
		return new ExportFailure(named("HTTP " + code, description), httpRemedy(code), retryAfter, 0,
				new Answer(false, code));
	}

	/**
	 * Creates the failure for a server that accepted the request, but not all of its
	 * records, or all of them with a message.
	 */
	static ExportFailure ofPartialSuccess(long rejected, String text) {
		return new ExportFailure(StringUtils.hasText(text) ? text : "it gives no reason", Remedy.TAKEN, null,
				Math.max(rejected, 0), null);
	}

	/**
	 * Creates the failure for a server that does not speak OTLP, although it reported no
	 * error.
	 */
	static ExportFailure noAnswer(String how, @Nullable String text) {
		String said = StringUtils.hasText(text) ? ": " + text : "";
		return new ExportFailure(
				"it responds with %s, so it is not a collector or the path is wrong%s".formatted(how, said),
				Remedy.NONE);
	}

	/**
	 * Returns the remedy for a gRPC status. RESOURCE_EXHAUSTED is the status of a server
	 * under load as well as of one that rejects the message as too large, which not all
	 * servers say.
	 */
	private static Remedy grpcRemedy(int code, @Nullable Object description) {
		if (code == GRPC_RESOURCE_EXHAUSTED) {
			return (description instanceof String text && GRPC_TOO_LARGE.matcher(text).find()) ? Remedy.HALVE
					: Remedy.RETRY_IN_HALVES;
		}
		return RETRIABLE_GRPC.contains(code) ? Remedy.RETRY : Remedy.NONE;
	}

	private static Remedy httpRemedy(int code) {
		if (code == HTTP_TOO_LARGE) {
			return Remedy.HALVE;
		}
		return RETRIABLE_HTTP.contains(code) ? Remedy.RETRY : Remedy.NONE;
	}

	private static String named(String status, @Nullable Object description) {
		return (description instanceof String text && StringUtils.hasText(text))
				? "it responds with %s: %s".formatted(status, text) : "it responds with " + status;
	}

	private static @Nullable Object property(Object target, String... names) {
		for (String name : names) {
			Method method = ReflectionUtils.findMethod(target.getClass(), name);
			if (method != null) {
				ReflectionUtils.makeAccessible(method);
				return ReflectionUtils.invokeMethod(method, target);
			}
		}
		return null;
	}

	/**
	 * Returns whether the server does not have the called service: UNIMPLEMENTED over
	 * gRPC, or no such path over HTTP.
	 */
	boolean isUnknownService() {
		return isGrpc(GRPC_UNIMPLEMENTED) || isHttp(HTTP_NOT_FOUND) || isHttp(HTTP_METHOD_NOT_ALLOWED);
	}

	/**
	 * Returns whether the server responded with this HTTP status.
	 */
	boolean isHttp(int code) {
		return this.answer != null && !this.answer.isGrpc() && this.answer.code() == code;
	}

	/**
	 * Returns whether the server responded with this gRPC status.
	 */
	boolean isGrpc(int code) {
		return this.answer != null && this.answer.isGrpc() && this.answer.code() == code;
	}

	/**
	 * Returns whether the server redirects the client.
	 */
	boolean isRedirection() {
		return this.answer != null && !this.answer.isGrpc() && this.answer.code() / 100 == 3;
	}

	boolean retriable() {
		return switch (this.remedy) {
			case WAIT, RETRY, RETRY_IN_HALVES, RETRY_UNANSWERED -> true;
			case TAKEN, NONE, HALVE, UNWANTED -> false;
		};
	}

	boolean perhapsTooLarge() {
		return this.remedy == Remedy.HALVE || this.remedy == Remedy.RETRY_IN_HALVES
				|| this.remedy == Remedy.RETRY_UNANSWERED;
	}

	/**
	 * The response of a server.
	 *
	 * @param isGrpc whether it is a gRPC status rather than an HTTP status
	 * @param code the status
	 */
	record Answer(boolean isGrpc, int code) {

	}

	/**
	 * What may help to export the records.
	 */
	enum Remedy {

		/**
		 * None, because the server accepted the request, except for the records that it
		 * rejected.
		 */
		TAKEN,

		/** None, because the server rejects these records. */
		NONE,

		/**
		 * None, because the server does not accept this signal, which has already been
		 * reported.
		 */
		UNWANTED,

		/** To send them again when the target can be reached. */
		WAIT,

		/**
		 * To send them again for a limited time, because these records may be the cause.
		 */
		RETRY,

		/** Like {@link #RETRY}, with fewer spans in a request. */
		RETRY_IN_HALVES,

		/**
		 * Like {@link #RETRY_IN_HALVES}, but a single record must not delay others for
		 * long, because if there is no response, that record may be the cause.
		 */
		RETRY_UNANSWERED,

		/** To send fewer records in a request, immediately. */
		HALVE

	}

}
