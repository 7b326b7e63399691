package io.github.tracingstarter.sampling;

import java.util.List;
import java.util.Random;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.extension.incubator.trace.samplers.ComposableSampler;
import io.opentelemetry.sdk.extension.incubator.trace.samplers.CompositeSampler;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that services with OpenTelemetry's own consistent sampler and services with ours
 * make the same decisions, and understand each other.
 */
class SamplerInteroperationTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a310000000000000";

	@BeforeAll
	static void needsANewerSdk() {
		assumeTrue(ClassUtils.isPresent("io.opentelemetry.sdk.common.internal.RandomSupplier", null));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 1, 0.9, 0.5, 0.1, 0.01, 0.001, 0 })
	void decidesAndWritesAsOpenTelemetrysSampler(double probability) {
		Sampler ours = new HeadSampler(probability, true, null);
		Sampler others = CompositeSampler.wrap(ComposableSampler.probability(probability));
		Sampler below = CompositeSampler
			.wrap(ComposableSampler.parentThreshold(ComposableSampler.probability(probability)));
		IdGenerator ids = IdGenerator.random();
		for (int i = 0; i < 10_000; i++) {
			String traceId = ids.generateTraceId();
			SamplingResult our = sample(ours, Context.root(), traceId);
			SamplingResult other = sample(others, Context.root(), traceId);
			assertThat(our.getDecision()).as(traceId).isEqualTo(other.getDecision());
			TraceState ourState = our.getUpdatedTraceState(TraceState.getDefault());
			TraceState otherState = other.getUpdatedTraceState(TraceState.getDefault());
			if (probability < 1) {
				assertThat(ourState.asMap()).isEqualTo(otherState.asMap());
			}
			TraceFlags flags = (our.getDecision() == SamplingDecision.RECORD_AND_SAMPLE) ? TraceFlags.getSampled()
					: TraceFlags.getDefault();
			SamplingResult called = sample(below, parent(traceId, flags, ourState), traceId);
			assertThat(called.getDecision()).as("called by us").isEqualTo(our.getDecision());
			assertThat(called.getUpdatedTraceState(ourState).asMap()).isEqualTo(ourState.asMap());
			called = sample(ours, parent(traceId, flags, otherState), traceId);
			assertThat(called.getDecision()).as("called by it").isEqualTo(our.getDecision());
			assertThat(called.getUpdatedTraceState(otherState).asMap()).isEqualTo(otherState.asMap());
		}
	}

	@Test
	void theRandomNumberIsReadAsByOpenTelemetrysSampler() {
		Sampler ours = new HeadSampler(0.3, false, null);
		Sampler others = CompositeSampler.wrap(ComposableSampler.probability(0.3));
		Random random = new Random(42);
		int sampled = 0;
		for (int i = 0; i < 10_000; i++) {
			String ot = "th:1;rv:%014x;a:b".formatted(random.nextLong() & 0xFFFFFFFFFFFFFFL);
			TraceState state = TraceState.builder().put("vendor", "1").put("ot", ot).build();
			Context parent = parent(TRACE_ID, TraceFlags.getSampled(), state);
			SamplingResult our = sample(ours, parent, TRACE_ID);
			SamplingResult other = sample(others, parent, TRACE_ID);
			assertThat(our.getDecision()).as(ot).isEqualTo(other.getDecision());
			assertThat(our.getUpdatedTraceState(state).asMap()).isEqualTo(other.getUpdatedTraceState(state).asMap());
			sampled += (our.getDecision() == SamplingDecision.RECORD_AND_SAMPLE) ? 1 : 0;
		}
		assertThat(sampled).isBetween(2800, 3200);
	}

	private static SamplingResult sample(Sampler sampler, Context parent, String traceId) {
		return sampler.shouldSample(parent, traceId, "any", SpanKind.SERVER, Attributes.empty(), List.of());
	}

	private static Context parent(String traceId, TraceFlags flags, TraceState state) {
		return Context.root()
			.with(Span.wrap(SpanContext.createFromRemoteParent(traceId, "00f067aa0ba902b7", flags, state)));
	}

}
