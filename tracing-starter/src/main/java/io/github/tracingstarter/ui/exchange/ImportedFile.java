package io.github.tracingstarter.ui.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.otlp.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * A file of traces, in any of the JSON formats that tools write. Other formats are
 * rejected by name.
 */
final class ImportedFile {

	private static final String READABLE = "Files that can be read are OTLP JSON, also line by line, and the JSON of Jaeger, Tempo and Zipkin 2.";

	/** Other formats in JSON, by a member that only they have. */
	private static final Map<String, String> OTHERS = others();

	private ImportedFile() {
	}

	private static Map<String, String> others() {
		Map<String, String> others = new LinkedHashMap<>();
		others.put("resourceLogs", "log records of OTLP");
		others.put("resourceMetrics", "metrics of OTLP");
		others.put("resourceProfiles", "profiles of OTLP");
		others.put("traceEvents", "a trace of Chrome");
		others.put("binaryAnnotations", "spans of Zipkin 1");
		others.put("trace_id", "spans of Datadog, or of another tool that calls their id trace_id");
		others.put("Segments", "segments of X-Ray");
		others.put("segmentId", "segments of SkyWalking");
		others.put("log", "a HAR file");
		others.put("traces", "a list of search results, which has no spans");
		return others;
	}

	static ReadSpans read(byte[] body) {
		ReadSpans spans = new ReadSpans();
		List<JsonObject> objects = JsonObject.parseAll(body);
		String other = null;
		boolean known = objects.isEmpty();
		for (JsonObject object : objects) {
			String name = nameOfOther(object);
			other = (other != null) ? other : name;
			// The Collector may write log records and spans to one file.
			known |= name == null && read(object, spans);
		}
		if (!known) {
			throw new MalformedException((other != null) ? "The file holds %s. %s".formatted(other, READABLE)
					: "The file holds no traces. " + READABLE);
		}
		return spans;
	}

	private static boolean read(JsonObject document, ReadSpans spans) {
		if (document.has("resourceSpans")) {
			OtlpJson.read(document.objects("resourceSpans"), spans);
		}
		else if (document.has("batches")) {
			OtlpJson.read(document.objects("batches"), spans);
		}
		else if (document.object("trace").has("resourceSpans") || document.object("trace").has("batches")) {
			return read(document.object("trace"), spans);
		}
		else if (document.object("result").has("resourceSpans")) {
			return read(document.object("result"), spans);
		}
		else if (document.has("data")) {
			JaegerJson.read(document.objects("data"), spans);
		}
		else if (document.has("traceID") && document.has("spans")) {
			JaegerJson.read(List.of(document), spans);
		}
		else if (ZipkinJson.isSpan(document)) {
			ZipkinJson.read(List.of(document), spans);
		}
		else {
			return false;
		}
		return true;
	}

	private static @Nullable String nameOfOther(JsonObject document) {
		if (document.has("resourceSpans") || document.has("spans")) {
			return null;
		}
		return OTHERS.entrySet()
			.stream()
			.filter((entry) -> document.has(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

}
