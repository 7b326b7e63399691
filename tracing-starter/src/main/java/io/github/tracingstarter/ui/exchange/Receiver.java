package io.github.tracingstarter.ui.exchange;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.ProtobufWriter;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/traces} of OTLP over HTTP, for other applications on this machine.
 * Responses have the encoding of the request, and errors are a {@code google.rpc.Status},
 * as OTLP specifies.
 */
final class Receiver {

	private static final String PROTOBUF = "application/x-protobuf";

	private static final String JSON = "application/json";

	/** {@code INVALID_ARGUMENT} of gRPC. */
	private static final int INVALID_ARGUMENT = 3;

	private final Import imports;

	Receiver(Import imports) {
		this.imports = imports;
	}

	UiResponse receive(UiRequest request) {
		String type = mediaType(request.header("Content-Type"));
		if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
			return UiResponse.error(415, "OTLP is accepted as %s and %s.".formatted(PROTOBUF, JSON));
		}
		if (!Body.isKnown(request.header("Content-Encoding"))) {
			return UiResponse.error(415, "OTLP is accepted uncompressed or compressed with gzip.");
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
		ProtobufWriter response = new ProtobufWriter();
		if (read.rejected() > 0) {
			int partialSuccess = response.begin(OtlpFields.RESPONSE_PARTIAL_SUCCESS);
			response.uint64(OtlpFields.PARTIAL_SUCCESS_REJECTED, read.rejected());
			response.string(OtlpFields.PARTIAL_SUCCESS_ERROR_MESSAGE, String.valueOf(read.reason()));
			response.end(partialSuccess);
		}
		return response.toByteArray();
	}

	private static byte[] status(String message) {
		ProtobufWriter status = new ProtobufWriter();
		status.uint64(OtlpFields.RPC_STATUS_CODE, INVALID_ARGUMENT);
		status.string(OtlpFields.RPC_STATUS_MESSAGE, message);
		return status.toByteArray();
	}

}
