package io.github.tracingstarter.export;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Why an export failed, and whether to send the batch again. The answer's type and the
 * names of its methods differ between the OpenTelemetry versions of Spring Boot 4.0 and
 * 4.1, so it is read by reflection; this is no hot path.
 *
 * @param reason what happened, for the log
 * @param retriable whether the same batch can succeed later
 */
record ExportFailure(String reason, boolean retriable) {

	/** What the OTLP specification lists: everything else the server meant. */
	private static final Set<Integer> RETRIABLE_HTTP = Set.of(429, 502, 503, 504);

	/**
	 * CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE,
	 * UNAVAILABLE, DATA_LOSS.
	 */
	private static final Set<Integer> RETRIABLE_GRPC = Set.of(1, 4, 8, 10, 11, 14, 15);

	static final ExportFailure TIMEOUT = new ExportFailure("it does not answer in time", true);

	private static final String[] GRPC_STATUS = { "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED",
			"NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",
			"OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED" };

	static ExportFailure of(@Nullable Throwable error) {
		if (error == null) {
			return new ExportFailure("the exporter gave no reason", false);
		}
		Object response = property(error, "getResponse");
		if (response != null) {
			return ofResponse(response);
		}
		Throwable cause = (error.getCause() != null) ? error.getCause() : error;
		String broken = brokenSender(error);
		if (broken != null) {
			return new ExportFailure(broken, false);
		}
		return new ExportFailure(describe(cause), cause instanceof IOException);
	}

	/**
	 * OkHttp on an older Okio, which a direct dependency of the application brings. It
	 * hides the error as a suppressed one.
	 */
	private static @Nullable String brokenSender(@Nullable Throwable error) {
		if (error == null) {
			return null;
		}
		if (error instanceof LinkageError) {
			return "a class of its sender does not fit (%s), as the application brings another version of Okio, "
				.formatted(error) + "OkHttp or Kotlin; find it with 'mvn dependency:tree' and raise or remove it";
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
		return StringUtils.hasText(message) ? message : cause.getClass().getSimpleName();
	}

	private static ExportFailure ofResponse(Object response) {
		Object grpc = property(response, "grpcStatusValue");
		Object status = property(response, "getStatusCode", "statusCode");
		if (grpc == null && status instanceof Enum<?>) {
			grpc = property(status, "getValue");
		}
		if (grpc instanceof Integer code) {
			String name = (code >= 0 && code < GRPC_STATUS.length) ? GRPC_STATUS[code] : "status " + code;
			return new ExportFailure(
					named("gRPC " + name, property(response, "getStatusDescription", "grpcStatusDescription")),
					RETRIABLE_GRPC.contains(code));
		}
		if (status instanceof Integer code) {
			return new ExportFailure(named("HTTP " + code, property(response, "getStatusMessage", "statusMessage")),
					RETRIABLE_HTTP.contains(code));
		}
		return new ExportFailure("it answers " + response, false);
	}

	private static String named(String status, @Nullable Object description) {
		return (description instanceof String text && StringUtils.hasText(text))
				? "it answers %s: %s".formatted(status, text) : "it answers " + status;
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

}
