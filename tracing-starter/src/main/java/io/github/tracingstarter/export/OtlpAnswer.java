package io.github.tracingstarter.export;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
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
import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.StringUtils;

/**
 * Reads what a server answered to an {@code ExportTraceServiceRequest}, over gRPC or over
 * HTTP, and whether it was such a server.
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
			// Something stands before the collector that does not speak gRPC.
			String text = text(answer.body(), type);
			return (answer.httpStatus() != 200)
					? ExportFailure.ofHttp(answer.httpStatus(), text, retryAfter(answer.header("retry-after")))
					: ExportFailure.noAnswer("with %s and not with gRPC".formatted(type), text);
		}
		if (!"0".equals(status)) {
			return ExportFailure.ofGrpc(code(status), decodePercent(answer.header("grpc-message")),
					retryInfo(answer.header("grpc-status-details-bin")));
		}
		ByteBuffer body = ByteBuffer.wrap(answer.body());
		boolean readable = body.remaining() >= GRPC_PREFIX && body.get() == 0;
		return readable ? partialSuccess(body.position(GRPC_PREFIX)) : null;
	}

	static @Nullable ExportFailure failure(HttpResponse<byte[]> response) {
		int status = response.statusCode();
		String type = response.headers().firstValue("content-type").orElse(null);
		if (status < 200 || status > 299) {
			String location = response.headers().firstValue("location").orElse(null);
			String text = (location != null) ? "it is to be found at " + location : text(response.body(), type);
			return ExportFailure.ofHttp(status, text,
					retryAfter(response.headers().firstValue("retry-after").orElse(null)));
		}
		if (type != null && (type.contains("html") || type.contains("xml"))) {
			return ExportFailure.noAnswer("HTTP %d with %s".formatted(status, type), text(response.body(), type));
		}
		return isProtobuf(type) ? partialSuccess(ByteBuffer.wrap(response.body())) : null;
	}

	private static boolean isGrpc(@Nullable String type) {
		return type == null || type.startsWith("application/grpc");
	}

	private static boolean isProtobuf(@Nullable String type) {
		return type != null && type.contains("protobuf");
	}

	/**
	 * What the server says to spans that it did not take, or to those that it took.
	 */
	private static @Nullable ExportFailure partialSuccess(ByteBuffer message) {
		long rejected = 0;
		String text = "";
		for (ProtoReader response = new ProtoReader(message); response.next();) {
			if (response.field() == Otlp.RESPONSE_PARTIAL_SUCCESS) {
				for (ProtoReader partial = response.message(); partial.next();) {
					switch (partial.field()) {
						case Otlp.PARTIAL_SUCCESS_REJECTED_SPANS -> rejected = partial.number();
						case Otlp.PARTIAL_SUCCESS_ERROR_MESSAGE -> text = partial.text();
						default -> {
							// Not known yet.
						}
					}
				}
			}
		}
		return (rejected > 0 || StringUtils.hasText(text)) ? ExportFailure.ofPartialSuccess(rejected, text) : null;
	}

	/**
	 * What the body of an error says: a {@code google.rpc.Status}, a page, or a text.
	 */
	private static @Nullable String text(byte[] body, @Nullable String type) {
		if (isProtobuf(type)) {
			for (ProtoReader status = new ProtoReader(ByteBuffer.wrap(body)); status.next();) {
				if (status.field() == Otlp.STATUS_MESSAGE) {
					return status.text();
				}
			}
			return null;
		}
		String text = new String(body, charset(type));
		return (type != null && type.contains("html")) ? OneLine.ofHtml(text) : text;
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
	 * When the server wants to be asked again, in seconds or as a date of HTTP.
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
	 * The delay of a {@code RetryInfo} among the details of a {@code google.rpc.Status}.
	 */
	static @Nullable Duration retryInfo(@Nullable String details) {
		if (details == null) {
			return null;
		}
		try {
			ByteBuffer status = ByteBuffer.wrap(Base64.getDecoder().decode(details.strip()));
			for (ProtoReader reader = new ProtoReader(status); reader.next();) {
				if (reader.field() == Otlp.STATUS_DETAILS) {
					Duration delay = ofAny(reader.message());
					if (delay != null) {
						return delay;
					}
				}
			}
		}
		catch (IllegalArgumentException ex) {
			// Not encoded as it should be: no hint.
		}
		return null;
	}

	private static @Nullable Duration ofAny(ProtoReader any) {
		boolean retryInfo = false;
		while (any.next()) {
			if (any.field() == Otlp.ANY_TYPE_URL) {
				retryInfo = any.text().endsWith(RETRY_INFO);
			}
			else if (any.field() == Otlp.ANY_VALUE && retryInfo) {
				for (ProtoReader info = any.message(); info.next();) {
					if (info.field() == Otlp.RETRY_INFO_DELAY) {
						return duration(info.message());
					}
				}
			}
		}
		return null;
	}

	private static Duration duration(ProtoReader reader) {
		Duration duration = Duration.ZERO;
		while (reader.next()) {
			duration = (reader.field() == Otlp.DURATION_SECONDS)
					? duration.plusSeconds(Math.min(reader.number(), Integer.MAX_VALUE))
					: (reader.field() == Otlp.DURATION_NANOS)
							? duration.plusNanos(Math.min(reader.number(), Integer.MAX_VALUE)) : duration;
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
	 * The message comes percent-encoded.
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
