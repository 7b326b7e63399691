package io.github.tracingstarter.ui.exchange;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.store.OldNames;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImportedFileTests {

	/** In the form of proto3: enums by name. */
	private static final String RESOURCE_SPANS = """
			[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},
			{"key":"host.name","value":{"stringValue":"rack-7"}}]},
			"scopeSpans":[{"scope":{"name":"io.example","version":"1.2"},"spans":[{"traceId":"%s","spanId":"%s",
			"name":"GET /","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"1700000000000000000",
			"endTimeUnixNano":"1700000000100000000","status":{"code":"STATUS_CODE_ERROR","message":"no"},
			"events":[{"name":"retry","timeUnixNano":"1700000000050000000",
			"attributes":[{"key":"attempt","value":{"intValue":"2"}}]}]}]}]}]""".replace("\n", "");

	private static final String HEX = RESOURCE_SPANS.formatted(Samples.TRACE, Samples.ROOT);

	private static final String BASE64 = RESOURCE_SPANS.formatted("CvdlGRbNQ92ESOshHIAxnA==", "APBnqguqAgs=");

	@ParameterizedTest
	@ValueSource(strings = { "{\"resourceSpans\":%s}", "{\"batches\":%s}", "{\"trace\":{\"resourceSpans\":%s}}",
			"{\"result\":{\"resourceSpans\":%s}}", "\uFEFF {\"resourceSpans\":%s}" })
	void otlpIsReadInWhateverItIsWrapped(String file) {
		for (String spans : List.of(HEX, BASE64)) {
			StoredSpan span = read(file.formatted(spans)).get(0);
			assertThat(span.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
			assertThat(span.kind()).isEqualTo(SpanKind.SERVER);
			assertThat(span.status()).isEqualTo(StatusCode.ERROR);
			assertThat(span.statusDescription()).isEqualTo("no");
			assertThat(span.service()).isEqualTo("shop");
			assertThat(span.resource().get(AttributeKey.stringKey("host.name"))).isEqualTo("rack-7");
			assertThat(span.scope()).isEqualTo("io.example");
			assertThat(span.scopeVersion()).isEqualTo("1.2");
			assertThat(span.events().get(0).attributes().get(AttributeKey.longKey("attempt"))).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "SPAN_KIND_SERVER, SERVER", "SPAN_KIND_CLIENT, CLIENT", "SPAN_KIND_PRODUCER, PRODUCER",
			"SPAN_KIND_CONSUMER, CONSUMER", "SPAN_KIND_INTERNAL, INTERNAL", "SPAN_KIND_UNSPECIFIED, INTERNAL" })
	void kindsHaveNames(String name, SpanKind kind) {
		assertThat(read("{\"resourceSpans\":%s}".formatted(HEX.replace("SPAN_KIND_SERVER", name))).get(0).kind())
			.isEqualTo(kind);
		assertThat(read("{\"resourceSpans\":%s}".formatted(HEX.replace("STATUS_CODE_ERROR", "STATUS_CODE_OK"))).get(0)
			.status()).isEqualTo(StatusCode.OK);
	}

	@Test
	void theCollectorWritesOneObjectALine() {
		String line = "{\"resourceSpans\":%s}\n";
		assertThat(read(line.formatted(HEX) + "\n{\"resourceLogs\":[]}\n"
				+ line.formatted(HEX.replace(Samples.ROOT, Samples.CHILD))))
			.extracting(StoredSpan::spanId)
			.containsExactly(Samples.ROOT, Samples.CHILD);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[%s]", "[[%s],[]]" })
	void zipkinIsRead(String file) {
		List<StoredSpan> spans = read(file.formatted("""
				{"traceId":"8448eb211c80319c","id":"00f067aa0ba902b7","name":"get /users","kind":"SERVER",
				"timestamp":1700000000000000,"duration":1500,"localEndpoint":{"serviceName":"shop","ipv4":"10.0.0.1"},
				"remoteEndpoint":{"serviceName":"web","ipv4":"10.0.0.2","port":4711},
				"annotations":[{"timestamp":1700000000000500,"value":"cache miss"}],
				"tags":{"http.status_code":"500","error":"no boats","otel.scope.name":"brave"}},
				{"traceId":"8448eb211c80319c","id":"00f067aa0ba902b8","parentId":"00f067aa0ba902b7","kind":"CLIENT",
				"timestamp":1700000000000100,"name":"query","localEndpoint":{"serviceName":"shop"}}"""));
		StoredSpan server = spans.get(0);
		assertThat(server.traceId()).isEqualTo("00000000000000008448eb211c80319c");
		assertThat(server.parentSpanId()).isNull();
		assertThat(server.durationNanos()).isEqualTo(1_500_000);
		assertThat(server.kind()).isEqualTo(SpanKind.SERVER);
		assertThat(server.status()).isEqualTo(StatusCode.ERROR);
		assertThat(server.statusDescription()).isEqualTo("no boats");
		assertThat(server.scope()).isEqualTo("brave");
		assertThat(server.events()).extracting(StoredSpan.Event::name).containsExactly("cache miss");
		assertThat(values(server.attributes())).containsOnly(Map.entry("peer.service", "web"),
				Map.entry("network.peer.address", "10.0.0.2"), Map.entry("network.peer.port", 4711L),
				Map.entry("http.status_code", "500"), Map.entry("http.response.status_code", 500L));
		assertThat(spans.get(1).parentSpanId()).isEqualTo("00f067aa0ba902b7");
		assertThat(spans.get(1).service()).isEqualTo("shop");
	}

	@Test
	void aTraceOfJaegerIsReadOutsideOfItsList() {
		String jaeger = JsonWriter.standard().writeToString(JaegerJson.write(Samples.TRACE, Samples.trace()));
		String trace = jaeger.substring("{\"data\":[".length(), jaeger.length() - 2);
		assertThat(read(trace)).hasSameSizeAs(Samples.trace());
	}

	@ParameterizedTest
	@CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
			{"resourceLogs":[]} => log records of OTLP
			{"resourceMetrics":[]} => metrics of OTLP
			{"traceEvents":[]} => a trace of Chrome
			[{"traceId":"1","id":"2","binaryAnnotations":[]}] => spans of Zipkin 1
			[[{"trace_id":1,"span_id":2}]] => spans of Datadog
			{"log":{"entries":[]}} => a HAR file
			{"traces":[{"traceID":"1"}]} => a list of search results
			{"foo":1} => no traces
			[1, 2] => no traces
			""")
	void whatIsNotReadIsRefusedByName(String file, String expected) {
		assertThatThrownBy(() -> read(file)).isInstanceOf(MalformedException.class)
			.hasMessageStartingWith("The file holds " + expected)
			.hasMessageEndingWith(
					"Files that can be read are OTLP JSON, also line by line, and the JSON of Jaeger, Tempo and Zipkin 2.");
	}

	@Test
	void whatOtherApplicationsTellIsExportedAgain() {
		List<StoredSpan> spans = read("{\"resourceSpans\":%s}".formatted(HEX));
		String otlp = JsonWriter.standard().writeToString(OtlpJson.write(spans));
		assertThat(read(otlp)).isEqualTo(spans);
		String jaeger = JsonWriter.standard().writeToString(JaegerJson.write(Samples.TRACE, spans));
		assertThat(read(jaeger)).isEqualTo(spans);
	}

	@Test
	void oldNamesAreUnderstoodAndStay() {
		Attributes old = attributes("http.method", "GET", "http.target", "/users?page=2", "http.host", "shop:8443",
				"http.scheme", "https", "net.peer.name", "10.0.0.7", "http.status_code", 404L);
		assertThat(values(OldNames.complete(old, SpanKind.SERVER))).containsAllEntriesOf(values(old))
			.containsAllEntriesOf(Map.of("http.request.method", "GET", "url.path", "/users", "url.query", "page=2",
					"server.address", "shop", "server.port", 8443L, "url.scheme", "https", "client.address", "10.0.0.7",
					"http.response.status_code", 404L));
		Attributes client = attributes("http.method", "GET", "http.url", "http://u:p@prices:81/p?x=1", "net.peer.name",
				"prices", "net.peer.port", "81");
		assertThat(values(OldNames.complete(client, SpanKind.CLIENT))).containsAllEntriesOf(Map.of("url.full",
				"http://u:p@prices:81/p?x=1", "url.path", "/p", "server.address", "prices", "server.port", 81L));
		Attributes statement = attributes("db.system", "mssql", "db.statement", "SELECT 1", "db.name", "app",
				"db.operation", "SELECT", "db.sql.table", "t");
		assertThat(values(OldNames.complete(statement, SpanKind.CLIENT)))
			.containsAllEntriesOf(Map.of("db.system.name", "microsoft.sql_server", "db.query.text", "SELECT 1",
					"db.namespace", "app", "db.operation.name", "SELECT", "db.collection.name", "t"));
		Attributes both = attributes("http.method", "GET", "http.request.method", "POST");
		assertThat(OldNames.complete(both, SpanKind.SERVER)).isEqualTo(both);
		Attributes present = attributes("http.request.method", "POST");
		assertThat(OldNames.complete(present, SpanKind.SERVER)).isSameAs(present);
	}

	private static Map<String, Object> values(Attributes attributes) {
		Map<String, Object> values = new HashMap<>();
		attributes.forEach((key, value) -> values.put(key.getKey(), value));
		return values;
	}

	private static Attributes attributes(Object... pairs) {
		ReadAttributes attributes = new ReadAttributes();
		for (int i = 0; i < pairs.length; i += 2) {
			attributes.put(pairs[i].toString(), pairs[i + 1]);
		}
		return attributes.build();
	}

	private static List<StoredSpan> read(String file) {
		return ImportedFile.read(file.getBytes(StandardCharsets.UTF_8)).spans();
	}

}
