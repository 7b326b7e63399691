package io.github.tracingstarter.sampling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of the consistent probability sampling.
 */
class HeadSamplerTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a310000000000000";

	@ParameterizedTest
	@CsvSource({ "0.5, 8", "0.25, c", "0.75, 4", "0.1, e6666666666666", "0.01, fd70a3d70a3d71",
			"0.0000000000000000138777878078144567, ffffffffffffff" })
	void theThresholdIsWrittenWithoutZerosAtItsEnd(double probability, String threshold) {
		String highest = TRACE_ID.substring(0, 18) + "ffffffffffffff";
		SamplingResult result = sample(new HeadSampler(probability, true, null), Context.root(), highest);
		assertThat(result.getDecision()).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
		assertThat(result.getUpdatedTraceState(TraceState.getDefault()).get("ot")).isEqualTo("th:" + threshold);
	}

	@ParameterizedTest
	@CsvSource({ "0.5, 80000000000000, true", "0.5, 7fffffffffffff, false", "0.1, e6666666666666, true",
			"0.1, e6666666666665, false", "1, 00000000000000, true", "0, ffffffffffffff, false",
			"0.00000000000000000001, ffffffffffffff, false", "0.99999999999999999, 00000000000000, true" })
	void aTraceIsRecordedFromTheThresholdOn(double probability, String random, boolean recorded) {
		String traceId = TRACE_ID.substring(0, 18) + random;
		assertThat(isSampled(new HeadSampler(probability, true, null), Context.root(), traceId)).isEqualTo(recorded);
	}

	@Test
	void whereEverythingOrNothingIsRecordedNothingIsWritten() {
		for (double probability : new double[] { 0, 1 }) {
			SamplingResult result = sample(new HeadSampler(probability, true, null), Context.root(), TRACE_ID);
			assertThat(result.getUpdatedTraceState(TraceState.getDefault())).isSameAs(TraceState.getDefault());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "th:8|th:c", "rv:ffffffffffffff|th:c;rv:ffffffffffffff", "a:b;th:8;c:d|th:c;a:b;c:d",
					"th:8;rv:ffffffffffffff;th:4|th:c;rv:ffffffffffffff", "th:|th:c", ";|th:c", "-|th:c" })
	void othersKeysAreKept(String old, String expected) {
		TraceStateBuilder state = TraceState.builder().put("vendor", "1");
		if (old != null) {
			state.put("ot", old);
		}
		Context parent = parent("ffffffffffffffffffffffffffffffff", TraceFlags.getSampled(), state.build());
		SamplingResult result = sample(new HeadSampler(0.25, false, null), parent, "ffffffffffffffffffffffffffffffff");
		TraceState updated = result.getUpdatedTraceState(state.build());
		assertThat(updated.get("ot")).isEqualTo(expected);
		assertThat(updated.get("vendor")).isEqualTo("1");
		assertThat(updated.size()).isEqualTo(2);
	}

	@Test
	void theLimitsOfTheHeaderAreKept() {
		TraceStateBuilder full = TraceState.builder();
		for (int i = 31; i >= 0; i--) {
			full.put("key" + i, "value");
		}
		TraceState updated = Decision.byChance(1L << 55).getUpdatedTraceState(full.build());
		assertThat(updated.size()).isEqualTo(32);
		assertThat(updated.get("ot")).isEqualTo("th:8");
		assertThat(updated.get("key0")).isNotNull();
		assertThat(updated.get("key31")).as("the oldest").isNull();
		String others = "a:" + "b".repeat(250);
		updated = Decision.byChance(1L << 55)
			.getUpdatedTraceState(TraceState.builder().put("ot", "th:0;" + others.substring(5)).build());
		assertThat(updated.get("ot")).isEqualTo("th:8;" + others.substring(5));
		updated = Decision.byChance(1L << 55).getUpdatedTraceState(TraceState.builder().put("ot", others).build());
		assertThat(updated.get("ot")).as("no room").isEqualTo(others);
	}

	@ParameterizedTest
	@CsvSource({ "rv:ffffffffffffff, true", "rv:80000000000000, true", "rv:7fffffffffffff, false",
			"th:4;rv:ffffffffffffff;a:b, true", "rv:fffffffffffff, false", "rv:FFFFFFFFFFFFFF, false",
			"rv:gggggggggggggg, false", "xrv:ffffffffffffff, false" })
	void theRandomNumberOfTheTraceStateCounts(String ot, boolean recorded) {
		Context parent = parent(TRACE_ID, TraceFlags.getDefault(), TraceState.builder().put("ot", ot).build());
		assertThat(isSampled(new HeadSampler(0.5, false, null), parent, TRACE_ID)).isEqualTo(recorded);
	}

	@Test
	void aCallersDecisionAndItsThresholdAreKept() {
		HeadSampler sampler = new HeadSampler(0.25, true, null);
		TraceState state = TraceState.builder().put("ot", "th:8;rv:ffffffffffffff").put("vendor", "1").build();
		SamplingResult result = sample(sampler, parent(TRACE_ID, TraceFlags.getSampled(), state), TRACE_ID);
		assertThat(result.getDecision()).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
		assertThat(result.getUpdatedTraceState(state)).isSameAs(state);
	}

	@Test
	void whatIsNotRecordedHasNoThreshold() {
		HeadSampler sampler = new HeadSampler(1, true, null);
		TraceState state = TraceState.builder().put("ot", "th:8").put("vendor", "1").build();
		SamplingResult result = sample(sampler, parent(TRACE_ID, TraceFlags.getDefault(), state), TRACE_ID);
		assertThat(result.getDecision()).isEqualTo(SamplingDecision.DROP);
		assertThat(result.getUpdatedTraceState(state).asMap()).isEqualTo(Map.of("vendor", "1"));
		TraceState random = TraceState.builder().put("ot", "th:8;rv:ffffffffffffff").build();
		assertThat(result.getUpdatedTraceState(random).asMap()).isEqualTo(Map.of("ot", "rv:ffffffffffffff"));
		TraceState others = TraceState.builder().put("vendor", "1").build();
		assertThat(result.getUpdatedTraceState(others)).isSameAs(others);
	}

	@Test
	void whereCallersAreNotAskedTheirThresholdDoesNotRemain() {
		TraceState state = TraceState.builder().put("ot", "th:8").build();
		SamplingResult result = sample(new HeadSampler(1, false, null),
				parent(TRACE_ID, TraceFlags.getDefault(), state), TRACE_ID);
		assertThat(result.getDecision()).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
		assertThat(result.getUpdatedTraceState(state).get("ot")).isEqualTo("th:0");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.5, 0.1, 0.01 })
	void countsCanBeExtrapolated(double probability) {
		int requests = 100_000;
		InMemorySpanExporter exporter = InMemorySpanExporter.create();
		try (SdkTracerProvider provider = SdkTracerProvider.builder()
			.setSampler(new HeadSampler(probability, true, null))
			.setIdGenerator(new RepeatableIds())
			.addSpanProcessor(SimpleSpanProcessor.create(exporter))
			.build()) {
			for (int i = 0; i < requests; i++) {
				provider.get("test").spanBuilder("request").setNoParent().startSpan().end();
			}
			double counted = exporter.getFinishedSpanItems()
				.stream()
				.mapToDouble((span) -> count(span.getSpanContext().getTraceState()))
				.sum();
			double deviation = Math.sqrt(requests * (1 - probability) / probability);
			assertThat(counted).isCloseTo(requests, within(3 * deviation));
		}
	}

	/**
	 * Returns how many traces a span represents, according to the specification.
	 */
	private static double count(TraceState state) {
		Map<String, String> members = new HashMap<>();
		for (String member : state.get("ot").split(";")) {
			members.put(member.substring(0, 2), member.substring(3));
		}
		String threshold = members.get("th");
		double numbers = Math.pow(2, 56);
		return numbers / (numbers - Long.parseLong((threshold + "0".repeat(14)).substring(0, 14), 16));
	}

	private static boolean isSampled(Sampler sampler, Context parent, String traceId) {
		return sample(sampler, parent, traceId).getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
	}

	private static SamplingResult sample(Sampler sampler, Context parent, String traceId) {
		return sampler.shouldSample(parent, traceId, "any", SpanKind.SERVER, Attributes.empty(), List.of());
	}

	private static Context parent(String traceId, TraceFlags flags, TraceState state) {
		return Context.root()
			.with(Span.wrap(SpanContext.createFromRemoteParent(traceId, "00f067aa0ba902b7", flags, state)));
	}

	/**
	 * Generates the same ids in each run, so that tests that might fail by chance do not.
	 */
	private static final class RepeatableIds implements IdGenerator {

		private final Random random = new Random(42);

		@Override
		public String generateSpanId() {
			return "%016x".formatted(this.random.nextLong());
		}

		@Override
		public String generateTraceId() {
			return generateSpanId() + generateSpanId();
		}

	}

}
