package io.github.tracingstarter.ui.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.otlp.OtlpFields;
import io.github.tracingstarter.otlp.ProtobufWriter;
import io.github.tracingstarter.ui.ReceivedLogs;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.store.StoredSpan;
import org.jspecify.annotations.Nullable;

/**
 * Receives a signal of OTLP over HTTP, such as {@code POST /v1/traces}, from other
 * applications on this machine. Responses have the encoding of the request, and errors
 * are a {@code google.rpc.Status}, as OTLP specifies.
 *
 * @param <T> the type of the received records
 */
final class Receiver<T> {

	private static final String PROTOBUF = "application/x-protobuf";

	private static final String JSON = "application/json";

	/** The gRPC status {@code INVALID_ARGUMENT}. */
	private static final int INVALID_ARGUMENT = 3;

	private final Function<byte[], ? extends ReadRecords<T>> protobuf;

	private final Function<JsonObject, ? extends ReadRecords<T>> json;

	private final Consumer<List<T>> store;

	/** The name of the response's field for rejected records. */
	private final String rejected;

	private Receiver(Function<byte[], ? extends ReadRecords<T>> protobuf,
			Function<JsonObject, ? extends ReadRecords<T>> json, Consumer<List<T>> store, String rejected) {
		this.protobuf = protobuf;
		this.json = json;
		this.store = store;
		this.rejected = rejected;
	}

	static Receiver<StoredSpan> ofSpans(Import imports) {
		return new Receiver<>(OtlpProtobuf::read, OtlpJson::read, imports::add, "rejectedSpans");
	}

	static Receiver<ReceivedLogs.Line> ofLogs(ReceivedLogs logs) {
		return new Receiver<>(OtlpLogs::read, OtlpLogs::read, (lines) -> lines.forEach(logs::add),
				"rejectedLogRecords");
	}

	static Receiver<ReceivedRequests.Point> ofMetrics(ReceivedRequests requests) {
		return new Receiver<>(OtlpMetrics::read, OtlpMetrics::read, requests::add, "rejectedDataPoints");
	}

	UiResponse receive(UiRequest request) {
		String type = mediaType(request.header("Content-Type"));
		if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
			return UiResponse.error(415, "OTLP is accepted as %s and %s.".formatted(PROTOBUF, JSON));
		}
		if (!Body.isKnown(request.header("Content-Encoding"))) {
			return UiResponse.error(415, "OTLP is accepted uncompressed or compressed with gzip.");
		}
		boolean binary = type.equals(PROTOBUF);
		try {
			byte[] body = Body.of(request);
			ReadRecords<T> read = binary ? this.protobuf.apply(body) : this.json.apply(JsonObject.parse(body));
			this.store.accept(read.records());
			return binary ? protobuf(200, response(read)) : UiResponse.json(jsonResponse(read));
		}
		catch (MalformedException ex) {
			String message = String.valueOf(ex.getMessage());
			return binary ? protobuf(400, status(message)) : UiResponse.json(400, jsonStatus(message));
		}
	}

	private static String mediaType(@Nullable String contentType) {
		return (contentType != null) ? contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
	}

	private static UiResponse protobuf(int status, byte[] message) {
		return new UiResponse(status, PROTOBUF, message, Map.of());
	}

	private Map<String, Object> jsonResponse(ReadRecords<T> read) {
		if (read.rejected() == 0) {
			return Map.of();
		}
		Map<String, Object> partialSuccess = new LinkedHashMap<>();
		partialSuccess.put(this.rejected, String.valueOf(read.rejected()));
		partialSuccess.put("errorMessage", String.valueOf(read.reason()));
		return Map.of("partialSuccess", partialSuccess);
	}

	private static Map<String, Object> jsonStatus(String message) {
		Map<String, Object> status = new LinkedHashMap<>();
		status.put("code", INVALID_ARGUMENT);
		status.put("message", message);
		return status;
	}

	private static byte[] response(ReadRecords<?> read) {
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
