package io.github.tracingstarter.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests of the encoding, compared with that of OpenTelemetry's own encoder for the same
 * spans.
 */
class SpanEncoderTests {

	private static final Resource RESOURCE = Resource.create(
			Attributes.of(AttributeKey.stringKey("service.name"), "shop", AttributeKey.longKey("process.pid"), 42L),
			"https://opentelemetry.io/schemas/1.41.0");

	private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.github.tracingstarter");

	private static final InstrumentationScopeInfo OTHER_SCOPE = InstrumentationScopeInfo.builder("another")
		.setVersion("1.2.3")
		.setSchemaUrl("https://opentelemetry.io/schemas/1.20.0")
		.setAttributes(Attributes.of(AttributeKey.booleanKey("experimental"), true))
		.build();

	/**
	 * The version of Spring Boot 4.0 leaves out values such as 0 and "", which turns them
	 * into values without a type.
	 */
	private static final boolean WRITES_DEFAULTS = reference(
			List.of(span(Attributes.of(AttributeKey.stringKey("empty"), "")).build()))
		.toString()
		.contains("string_value: \"\"");

	private static final Pattern DEFAULTS = Pattern
		.compile("(string_value: \"\"|int_value: 0|double_value: -?0\\.0|bool_value: false)\n");

	private final SpanEncoder encoder = new SpanEncoder();

	@Test
	void attributesThatRecur() throws IOException {
		String recurring = "recurring Gr\u00f6\u00dfe";
		AttributeKey<String> key = AttributeKey.stringKey("recurring");
		AttributeKey<String> another = AttributeKey.stringKey("gnirrucer");
		IdGenerator ids = IdGenerator.random();
		for (int i = 0; i < 1000; i++) {
			Attributes attributes = Attributes.builder()
				.put(key, recurring)
				.put(another, recurring)
				.put(AttributeKey.stringKey("new"), "new " + i)
				.build();
			assertSame(span(attributes)
				.setSpanContext(SpanContext.create(ids.generateTraceId(), ids.generateSpanId(), TraceFlags.getSampled(),
						TraceState.getDefault()))
				.setEvents(List.of(EventData.create(1, "event", attributes)))
				.setTotalRecordedEvents(1)
				.build());
		}
		assertThat(RecurringAttributes.find(OtlpFields.SPAN_ATTRIBUTE, key, recurring)).isNotNull();
		assertThat(RecurringAttributes.find(OtlpFields.SPAN_ATTRIBUTE, key, new String(recurring))).isNull();
		assertThat(RecurringAttributes.find(OtlpFields.EVENT_ATTRIBUTE, key, recurring)).isNull();
	}

	@Test
	void aLongTextIsNotKept() {
		assertThat(RecurringAttributes.isKept("x".repeat(512))).isTrue();
		assertThat(RecurringAttributes.isKept("x".repeat(513))).isFalse();
	}

	@Test
	void anOrdinarySpan() throws IOException {
		assertSame(span().build());
	}

	@ParameterizedTest
	@EnumSource
	void everyKind(SpanKind kind) throws IOException {
		assertSame(span().setKind(kind).build());
	}

	@Test
	void everyStatus() throws IOException {
		assertSame(span().setStatus(StatusData.ok()).build(), span().setStatus(StatusData.error()).build(),
				span().setStatus(StatusData.create(StatusData.error().getStatusCode(), "out of paper")).build());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "äöü", "漢字", "😀", "\u0000\u007f\u0080\u07ff\u0800\uffff",
			"lone \ud83d surrogate" })
	void everyText(String text) throws IOException {
		String padded = text + "x".repeat(200) + text;
		assertSame(span().setName(text).build(), span().setName(padded).build(),
				span(Attributes.of(AttributeKey.stringKey("text"), text, AttributeKey.stringKey(padded), padded))
					.build());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 100, 110, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 16380, 16383, 16384, 70000 })
	void everyLength(int length) throws IOException {
		String text = "x".repeat(length);
		assertSame(span(Attributes.of(AttributeKey.stringKey("text"), text)).build(),
				span(Attributes.of(AttributeKey.stringArrayKey("texts"), List.of(text, "y", text))).build(),
				span(Attributes.of(AttributeKey.stringArrayKey("ä"), List.of("ä" + text, "ö"))).build(),
				span().setEvents(List.of(EventData.create(5, text, Attributes.empty())))
					.setTotalRecordedEvents(1)
					.build());
	}

	@Test
	void everyTypeOfAttribute() throws IOException {
		Attributes attributes = Attributes.builder()
			.put("string", "text")
			.put("long", 1L)
			.put("negative", -1L)
			.put("largest", Long.MAX_VALUE)
			.put("smallest", Long.MIN_VALUE)
			.put("zero", 0L)
			.put("double", 1.5)
			.put("no number", Double.NaN)
			.put("negative zero", -0.0)
			.put("true", true)
			.put("false", false)
			.put("strings", "a", "", "c")
			.put("longs", 1L, -2L, 3L)
			.put("doubles", 1.5, 2.5)
			.put("booleans", true, false)
			.put(AttributeKey.stringArrayKey("empty"), List.of())
			.build();
		assertSame(span(attributes).build());
	}

	@Test
	void structuredAttributes() throws IOException {
		assumeTrue(WRITES_DEFAULTS, "That version has no structured attributes");
		Attributes attributes = Attributes.builder()
			.put(AttributeKey.valueKey("structured"),
					Value.of(KeyValue.of("bytes", Value.of(new byte[] { 1, 2, 3 })),
							KeyValue.of("list",
									Value.of(Value.of("text"), Value.of(1L), Value.of(1.5), Value.of(true))),
							KeyValue.of("inner", Value.of(KeyValue.of("key", Value.of("value"))))))
			.put(AttributeKey.valueKey("nothing"), Value.empty())
			.build();
		assertSame(span(attributes).build());
	}

	@Test
	void whatWasDroppedIsCounted() throws IOException {
		EventData event = EventData.create(5, "event", Attributes.of(AttributeKey.stringKey("key"), "value"), 3);
		LinkData link = LinkData.create(remote("vendor=value"), Attributes.of(AttributeKey.longKey("key"), 1L), 7);
		assertSame(span().setTotalAttributeCount(100)
			.setEvents(List.of(event))
			.setTotalRecordedEvents(9)
			.setLinks(List.of(link))
			.setTotalRecordedLinks(11)
			.build());
	}

	@Test
	void parentsAndTraceStates() throws IOException {
		SpanContext parent = remote("b=2,a=1");
		SpanContext context = SpanContext.create(parent.getTraceId(), IdGenerator.random().generateSpanId(),
				TraceFlags.fromByte((byte) 3), parent.getTraceState());
		SpanContext local = SpanContext.create(parent.getTraceId(), parent.getSpanId(), TraceFlags.getSampled(),
				TraceState.getDefault());
		assertSame(span().setSpanContext(context).setParentSpanContext(parent).build(),
				span().setSpanContext(context).setParentSpanContext(local).build());
	}

	@Test
	void spansOfSeveralScopesAreGrouped() throws IOException {
		List<SpanData> spans = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			spans.add(span().setName("span " + i)
				.setInstrumentationScopeInfo((i % 3 == 0) ? OTHER_SCOPE : SCOPE)
				.build());
		}
		spans.add(span().setResource(Resource.create(Attributes.of(AttributeKey.stringKey("another"), "one"))).build());
		ExportTraceServiceRequest request = assertSame(spans.toArray(SpanData[]::new));
		assertThat(request.getResourceSpansList()).hasSize(2);
		assertThat(request.getResourceSpans(1).getScopeSpansList()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void randomSpans(long seed) throws IOException {
		Random random = new Random(seed);
		assertSame(IntStream.range(0, 200).mapToObj((i) -> randomSpan(random)).toArray(SpanData[]::new));
	}

	@Test
	void manyThreadsDoNotDisturbEachOther() throws ExecutionException, InterruptedException, IOException {
		ExecutorService threads = Executors.newFixedThreadPool(40);
		try {
			List<SpanData> spans = IntStream.range(0, 4000).mapToObj((i) -> randomSpan(new Random(i))).toList();
			List<Future<EncodedRecord>> encoded = new ArrayList<>();
			for (SpanData span : spans) {
				encoded.add(threads.submit(() -> this.encoder.encode(span)));
			}
			List<EncodedRecord> messages = new ArrayList<>();
			for (Future<EncodedRecord> future : encoded) {
				messages.add(future.get());
			}
			assertEqual(parse(messages), reference(spans));
		}
		finally {
			threads.shutdownNow();
		}
	}

	private ExportTraceServiceRequest assertSame(SpanData... spans) throws IOException {
		ExportTraceServiceRequest expected = reference(List.of(spans));
		ExportTraceServiceRequest actual = parse(Stream.of(spans).map(this.encoder::encode).toList());
		assertEqual(actual, expected);
		return actual;
	}

	private static void assertEqual(ExportTraceServiceRequest actual, ExportTraceServiceRequest expected) {
		assumeTrue(WRITES_DEFAULTS || !DEFAULTS.matcher(actual.toString()).find(),
				"That version leaves out what is here");
		assertThat(actual).isEqualTo(expected);
	}

	private static ExportTraceServiceRequest parse(List<EncodedRecord> spans) throws IOException {
		OtlpRequest message = OtlpRequest.of(spans);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		message.writeTo(bytes);
		assertThat(bytes.size()).isEqualTo(message.size());
		return sorted(ExportTraceServiceRequest.parseFrom(bytes.toByteArray()));
	}

	private static ExportTraceServiceRequest reference(List<SpanData> spans) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			TraceRequestMarshaler.create(spans).writeBinaryTo(bytes);
			return sorted(ExportTraceServiceRequest.parseFrom(bytes.toByteArray()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Sorts a request in an order that does not depend on object hashes.
	 */
	private static ExportTraceServiceRequest sorted(ExportTraceServiceRequest request) {
		return ExportTraceServiceRequest.newBuilder()
			.addAllResourceSpans(request.getResourceSpansList()
				.stream()
				.map(SpanEncoderTests::sorted)
				.sorted(Comparator.comparing(ResourceSpans::getSchemaUrl))
				.toList())
			.build();
	}

	private static ResourceSpans sorted(ResourceSpans resource) {
		return resource.toBuilder()
			.clearScopeSpans()
			.addAllScopeSpans(resource.getScopeSpansList()
				.stream()
				.sorted(Comparator.comparing((spans) -> spans.getScope().getName()))
				.toList())
			.build();
	}

	private static SpanData randomSpan(Random random) {
		AttributesBuilder attributes = Attributes.builder();
		for (int i = random.nextInt(12); i > 0; i--) {
			String key = "key." + random.nextInt(50);
			switch (random.nextInt(4)) {
				case 0 -> attributes.put(key, random.nextLong());
				case 1 -> attributes.put(key, random.nextDouble());
				case 2 -> attributes.put(key, random.nextBoolean());
				default -> attributes.put(key, randomText(random));
			}
		}
		Attributes built = attributes.build();
		return span(built).setName(randomText(random))
			.setStartEpochNanos(random.nextLong() >>> 1)
			.setEndEpochNanos(random.nextLong() >>> 1)
			.build();
	}

	private static String randomText(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(400); i > 0; i--) {
			text.append((char) ((random.nextInt(100) == 0) ? 0x80 + random.nextInt(0xD000) : random.nextInt(0x80)));
		}
		return text.toString();
	}

	private static SpanContext remote(String traceState) {
		var state = TraceState.builder();
		for (String member : traceState.split(",")) {
			String[] pair = member.split("=");
			state.put(pair[0], pair[1]);
		}
		return SpanContext.createFromRemoteParent(IdGenerator.random().generateTraceId(),
				IdGenerator.random().generateSpanId(), TraceFlags.getSampled(), state.build());
	}

	private static TestSpanData.Builder span(Attributes attributes) {
		return span().setAttributes(attributes).setTotalAttributeCount(attributes.size());
	}

	private static TestSpanData.Builder span() {
		return TestSpanData.builder()
			.setName("GET /users/{id}")
			.setKind(SpanKind.SERVER)
			.setSpanContext(SpanContext.create(IdGenerator.random().generateTraceId(),
					IdGenerator.random().generateSpanId(), TraceFlags.getSampled(), TraceState.getDefault()))
			.setResource(RESOURCE)
			.setInstrumentationScopeInfo(SCOPE)
			.setStartEpochNanos(1_700_000_000_123_456_789L)
			.setEndEpochNanos(1_700_000_000_223_456_789L)
			.setHasEnded(true)
			.setStatus(StatusData.unset());
	}

}
