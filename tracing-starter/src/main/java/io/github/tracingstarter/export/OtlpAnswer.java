package io.github.tracingstarter.export;

import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;

import io.github.tracingstarter.export.grpc.GrpcAnswer;
import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.ProtobufReader;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.StringUtils;

/**
 * Reads the response of a collector, over gRPC or over HTTP, and detects that something
 * else responded.
 */
final class OtlpAnswer {

	private static final String RETRY_INFO = "/google.rpc.RetryInfo";

	private static final int GRPC_PREFIX = 5;

	private OtlpAnswer() {
	}

	static @Nullable ExportFailure failure(GrpcAnswer answer) {
		String status = answer.header("grpc-status");
		String type = answer.header("content-type");
		if (status == null && (answer.httpStatus() != 200 || !isGrpc(type))) {
			// Something in front of the collector does not speak gRPC.
			String text = text(answer.body(), type);
			return (answer.httpStatus() != 200)
					? ExportFailure.ofHttp(answer.httpStatus(), text, retryAfter(answer.header("retry-after")))
					: ExportFailure.noAnswer("%s instead of gRPC".formatted(type), text);
		}
		if (!"0".equals(status)) {
			return ExportFailure.ofGrpc(code(status), decodePercent(answer.header("grpc-message")),
					retryInfo(answer.header("grpc-status-details-bin")));
		}
		byte[] body = answer.body();
		boolean readable = body.length >= GRPC_PREFIX && body[0] == 0;
		return readable ? partialSuccess(new ProtobufReader(body, GRPC_PREFIX)) : null;
	}

	static @Nullable ExportFailure failure(HttpResponse<byte[]> response) {
		int status = response.statusCode();
		String type = response.headers().firstValue("content-type").orElse(null);
		if (status < 200 || status > 299) {
			String location = response.headers().firstValue("location").orElse(null);
			String text = (location != null) ? "redirect to " + location : text(response.body(), type);
			return ExportFailure.ofHttp(status, text,
					retryAfter(response.headers().firstValue("retry-after").orElse(null)));
		}
		if (type != null && (type.contains("html") || type.contains("xml"))) {
			return ExportFailure.noAnswer("HTTP %d and %s".formatted(status, type), text(response.body(), type));
		}
		return isProtobuf(type) ? partialSuccess(new ProtobufReader(response.body())) : null;
	}

	private static boolean isGrpc(@Nullable String type) {
		return type == null || type.startsWith("application/grpc");
	}

	private static boolean isProtobuf(@Nullable String type) {
		return type != null && type.contains("protobuf");
	}

	/**
	 * Returns the server's message about records that it rejected or accepted.
	 */
	private static @Nullable ExportFailure partialSuccess(ProtobufReader response) {
		long rejected = 0;
		String text = "";
		try {
			while (response.next()) {
				if (response.tag() == OtlpFields.RESPONSE_PARTIAL_SUCCESS) {
					ProtobufReader partial = response.message();
					while (partial.next()) {
						switch (partial.tag()) {
							case OtlpFields.PARTIAL_SUCCESS_REJECTED -> rejected = partial.varint();
							case OtlpFields.PARTIAL_SUCCESS_ERROR_MESSAGE -> text = partial.string();
							default -> partial.skip();
						}
					}
				}
				else {
					response.skip();
				}
			}
		}
		catch (MalformedException ex) {
			// The status says that the request was accepted. The part read so far counts.
		}
		return (rejected > 0 || StringUtils.hasText(text)) ? ExportFailure.ofPartialSuccess(rejected, text) : null;
	}

	/**
	 * Returns the message in the body of an error: a {@code google.rpc.Status}, a page or
	 * a text.
	 */
	private static @Nullable String text(byte[] body, @Nullable String type) {
		if (isProtobuf(type)) {
			return statusMessage(new ProtobufReader(body));
		}
		String text = new String(body, charset(type));
		return (type != null && type.contains("html")) ? OneLine.ofHtml(text) : text;
	}

	private static @Nullable String statusMessage(ProtobufReader status) {
		try {
			while (status.next()) {
				if (status.tag() == OtlpFields.RPC_STATUS_MESSAGE) {
					return status.string();
				}
				status.skip();
			}
		}
		catch (MalformedException ex) {
			// There is no message.
		}
		return null;
	}

	private static Charset charset(@Nullable String type) {
		try {
			MimeType parsed = StringUtils.hasText(type) ? MimeTypeUtils.parseMimeType(type) : null;
			Charset charset = (parsed != null) ? parsed.getCharset() : null;
			return (charset != null) ? charset : StandardCharsets.UTF_8;
		}
		catch (IllegalArgumentException ex) {
			return StandardCharsets.UTF_8;
		}
	}

	/**
	 * Returns the delay that the server asks for, in seconds or as an HTTP date.
	 */
	static @Nullable Duration retryAfter(@Nullable String header) {
		if (!StringUtils.hasText(header)) {
			return null;
		}
		String value = header.strip();
		try {
			if (value.chars().allMatch((character) -> character >= '0' && character <= '9')) {
				return Duration.ofSeconds(Long.parseLong(value));
			}
			return Duration.between(Instant.now(),
					ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)));
		}
		catch (DateTimeParseException | NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Returns the delay in a {@code RetryInfo} among the details of a
	 * {@code google.rpc.Status}.
	 */
	static @Nullable Duration retryInfo(@Nullable String details) {
		if (details == null) {
			return null;
		}
		try {
			ProtobufReader status = new ProtobufReader(Base64.getDecoder().decode(details.strip()));
			while (status.next()) {
				if (status.tag() == OtlpFields.RPC_STATUS_DETAIL) {
					Duration delay = ofAny(status.message());
					if (delay != null) {
						return delay;
					}
				}
				else {
					status.skip();
				}
			}
		}
		catch (IllegalArgumentException | MalformedException ex) {
			// Not encoded correctly, so there is no hint.
		}
		return null;
	}

	private static @Nullable Duration ofAny(ProtobufReader any) {
		boolean retryInfo = false;
		while (any.next()) {
			if (any.tag() == OtlpFields.ANY_TYPE_URL) {
				retryInfo = any.string().endsWith(RETRY_INFO);
			}
			else if (any.tag() == OtlpFields.ANY_VALUE && retryInfo) {
				return ofRetryInfo(any.message());
			}
			else {
				any.skip();
			}
		}
		return null;
	}

	private static @Nullable Duration ofRetryInfo(ProtobufReader info) {
		while (info.next()) {
			if (info.tag() == OtlpFields.RETRY_INFO_DELAY) {
				return duration(info.message());
			}
			info.skip();
		}
		return null;
	}

	private static Duration duration(ProtobufReader reader) {
		Duration duration = Duration.ZERO;
		while (reader.next()) {
			switch (reader.tag()) {
				case OtlpFields.DURATION_SECONDS ->
					duration = duration.plusSeconds(Math.min(reader.varint(), Integer.MAX_VALUE));
				case OtlpFields.DURATION_NANOS ->
					duration = duration.plusNanos(Math.min(reader.varint(), Integer.MAX_VALUE));
				default -> reader.skip();
			}
		}
		return duration;
	}

	private static int code(@Nullable String status) {
		try {
			return (status != null) ? Integer.parseInt(status.trim()) : ExportFailure.GRPC_UNKNOWN;
		}
		catch (NumberFormatException ex) {
			return ExportFailure.GRPC_UNKNOWN;
		}
	}

	/**
	 * Decodes the message, which is percent-encoded.
	 */
	private static @Nullable String decodePercent(@Nullable String message) {
		if (!StringUtils.hasText(message)) {
			return null;
		}
		try {
			return StringUtils.uriDecode(message, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return message;
		}
	}

}
