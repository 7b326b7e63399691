package io.github.tracingstarter.ui.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/traces} of OTLP over HTTP, for other applications on this machine. It
 * answers in the encoding of the request, errors as a {@code google.rpc.Status}, as OTLP
 * wants it.
 */
final class Receiver {

	private static final String PROTOBUF = "application/x-protobuf";

	private static final String JSON = "application/json";

	/** {@code INVALID_ARGUMENT} of gRPC. */
	private static final int INVALID_ARGUMENT = 3;

	private static final int STATUS_CODE = 1;

	private static final int STATUS_MESSAGE = 2;

	private static final int RESPONSE_PARTIAL_SUCCESS = 1;

	private static final int REJECTED_SPANS = 1;

	private static final int ERROR_MESSAGE = 2;

	private final Import imports;

	Receiver(Import imports) {
		this.imports = imports;
	}

	UiResponse receive(UiRequest request) {
		String type = mediaType(request.header("Content-Type"));
		if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
			return UiResponse.error(415, "OTLP is taken as %s and %s.".formatted(PROTOBUF, JSON));
		}
		if (!Body.isKnown(request.header("Content-Encoding"))) {
			return UiResponse.error(415, "OTLP is taken as it is or compressed with gzip.");
		}
		boolean protobuf = type.equals(PROTOBUF);
		try {
			byte[] body = Body.of(request);
			ReadSpans read = protobuf ? OtlpProtobuf.read(body) : OtlpJson.read(JsonObject.parse(body));
			this.imports.add(read.spans());
			return protobuf ? protobuf(200, response(read)) : UiResponse.json(jsonResponse(read));
		}
		catch (MalformedException ex) {
			String message = String.valueOf(ex.getMessage());
			return protobuf ? protobuf(400, status(message)) : UiResponse.json(400, jsonStatus(message));
		}
	}

	private static String mediaType(@Nullable String contentType) {
		return (contentType != null) ? contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
	}

	private static UiResponse protobuf(int status, byte[] message) {
		return new UiResponse(status, PROTOBUF, message, Map.of());
	}

	private static Map<String, Object> jsonResponse(ReadSpans read) {
		if (read.rejected() == 0) {
			return Map.of();
		}
		Map<String, Object> partialSuccess = new LinkedHashMap<>();
		partialSuccess.put("rejectedSpans", String.valueOf(read.rejected()));
		partialSuccess.put("errorMessage", String.valueOf(read.reason()));
		return Map.of("partialSuccess", partialSuccess);
	}

	private static Map<String, Object> jsonStatus(String message) {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("code", INVALID_ARGUMENT);
		status.put("message", message);
		return status;
	}

	private static byte[] response(ReadSpans read) {
		if (read.rejected() == 0) {
			return new byte[0];
		}
		ByteArrayOutputStream partialSuccess = new ByteArrayOutputStream();
		number(partialSuccess, REJECTED_SPANS, read.rejected());
		bytes(partialSuccess, ERROR_MESSAGE, String.valueOf(read.reason()).getBytes(StandardCharsets.UTF_8));
		ByteArrayOutputStream response = new ByteArrayOutputStream();
		bytes(response, RESPONSE_PARTIAL_SUCCESS, partialSuccess.toByteArray());
		return response.toByteArray();
	}

	private static byte[] status(String message) {
		ByteArrayOutputStream status = new ByteArrayOutputStream();
		number(status, STATUS_CODE, INVALID_ARGUMENT);
		bytes(status, STATUS_MESSAGE, message.getBytes(StandardCharsets.UTF_8));
		return status.toByteArray();
	}

	private static void number(ByteArrayOutputStream out, int field, int value) {
		varint(out, field << 3 | WireReader.VARINT);
		varint(out, value);
	}

	private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
		varint(out, field << 3 | WireReader.LENGTH_DELIMITED);
		varint(out, value.length);
		out.writeBytes(value);
	}

	private static void varint(ByteArrayOutputStream out, int value) {
		int rest = value;
		while ((rest & ~0x7F) != 0) {
			out.write(rest & 0x7F | 0x80);
			rest >>>= 7;
		}
		out.write(rest);
	}

}
