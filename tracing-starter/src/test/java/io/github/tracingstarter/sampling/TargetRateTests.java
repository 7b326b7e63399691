package io.github.tracingstarter.sampling;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of the probability that follows the load.
 */
class TargetRateTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000);

	private final Random random = new Random(42);

	/** The number of traces that the recorded ones represent. */
	private double extrapolated;

	private double variance;

	@ParameterizedTest
	@ValueSource(ints = { 150, 1000, 10_000 })
	void aSteadyLoadIsRecordedAtTheTarget(int load) {
		TargetRate rate = rate("100/s", 1);
		record(rate, load, 3);
		int recorded = record(rate, load, 20);
		assertThat(recorded / 20.0).isCloseTo(100, within(3 * Math.sqrt(100 / 20.0) + 2));
	}

	@Test
	void aLoadBelowTheTargetIsRecordedAsAWhole() {
		TargetRate rate = rate("100/s", 1);
		assertThat(record(rate, 90, 10)).isEqualTo(900);
		assertThat(rate.current()
			.decide("4bf92f3577b34da6a300000000000000", TraceState.getDefault())
			.getUpdatedTraceState(TraceState.getDefault())
			.isEmpty()).isTrue();
	}

	@Test
	void theFirstMomentOfALoadDoesNotExceedItLong() {
		TargetRate rate = rate("100/s", 1);
		assertThat(record(rate, 20_000, 1)).isLessThan(700);
		record(rate, 100, 5);
		assertThat(record(rate, 20_000, 1)).as("after a quiet time").isLessThan(700);
	}

	@Test
	void theProbabilityIsTheUpperBound() {
		TargetRate rate = rate("100/s", 0.1);
		assertThat(record(rate, 100, 20) / 20.0).isCloseTo(10, within(3.0));
		record(rate, 100_000, 3);
		assertThat(rate.current().value()).isCloseTo(0.001, within(0.0002));
		record(rate, 100, 20);
		assertThat(rate.current().value()).isEqualTo(0.1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 30, 90 })
	void whatRulesRecordIsAPartOfTheTarget(int byRules) {
		TargetRate rate = rate("100/s", 1);
		record(rate, 1000, 5, byRules);
		int recorded = record(rate, 1000, 20, byRules);
		assertThat(recorded / 20.0).isCloseTo(100 - byRules, within(3 * Math.sqrt((100 - byRules) / 20.0) + 2));
	}

	@Test
	void whereRulesRecordMoreThanTheTargetNothingIsLeftToChance() {
		TargetRate rate = rate("100/s", 1);
		assertThat(record(rate, 1000, 1, 500)).isLessThan(250);
		assertThat(record(rate, 1000, 10, 500)).isZero();
		record(rate, 1000, 10, 0);
		assertThat(record(rate, 1000, 20, 0) / 20.0).as("when they do not any more")
			.isCloseTo(100, within(3 * Math.sqrt(100 / 20.0) + 2));
	}

	@Test
	void theSamplerCountsWhatRulesRecord() {
		AtomicReference<Decision> byRule = new AtomicReference<>();
		HeadSampler sampler = new HeadSampler(1, true, rules(byRule), null, null);
		sampler.target(Rate.parse("key", "5000/s"));
		Waiting.await(() -> {
			byRule.set(Decision.CHOSEN);
			for (int i = 0; i < 10_000; i++) {
				assertThat(sample(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
			}
			byRule.set(null);
			return sample(sampler) == SamplingDecision.DROP;
		}, () -> "a trace that is left out by chance");
	}

	@Test
	void whatRulesLeaveOutCountsAsNothing() {
		AtomicReference<Decision> byRule = new AtomicReference<>();
		HeadSampler sampler = new HeadSampler(1, true, rules(byRule), null, null);
		sampler.target(Rate.parse("key", "5000/s"));
		long start = System.nanoTime();
		while (System.nanoTime() - start < 50_000_000) {
			byRule.set(Decision.DROPPED);
			for (int i = 0; i < 10_000; i++) {
				assertThat(sample(sampler)).isEqualTo(SamplingDecision.DROP);
			}
			byRule.set(null);
			assertThat(sample(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
		}
	}

	private static SamplingDecision sample(HeadSampler sampler) {
		return sampler
			.shouldSample(Context.root(), "4bf92f3577b34da6a300000000000000", "GET /", SpanKind.SERVER,
					Attributes.empty(), List.of())
			.getDecision();
	}

	private static TraceRules rules(AtomicReference<Decision> decision) {
		return new TraceRules() {

			@Override
			public boolean readStarts(SpanKind kind) {
				return false;
			}

			@Override
			public @Nullable Decision decide(Context parent, String traceId, SpanKind kind, String name,
					Attributes attributes) {
				return decision.get();
			}

		};
	}

	@Test
	void nothingRemainsNothing() {
		TargetRate rate = rate("100/s", 0);
		assertThat(record(rate, 1000, 3)).isZero();
	}

	@Test
	void countsCanBeExtrapolatedWhateverTheLoad() {
		TargetRate rate = rate("100/s", 1);
		int truth = 0;
		for (int load : new int[] { 50, 5000, 300, 20_000, 10, 800 }) {
			record(rate, load, 5);
			truth += load * 5;
		}
		assertThat(this.extrapolated).isCloseTo(truth, within(3 * Math.sqrt(this.variance)));
	}

	@Test
	void afterAPauseTheLoadIsFoundAnew() {
		TargetRate rate = rate("100/s", 1);
		record(rate, 10_000, 3);
		this.clock.addAndGet(60_000_000_000L);
		assertThat(record(rate, 90, 10)).isGreaterThan(800);
	}

	@ParameterizedTest
	@CsvSource({ "100/s, 100", "10/m, 0.16666666666666666", "9/h, 0.0025", "0.5 / s, 0.5" })
	void ratesAreRead(String text, double perSecond) {
		assertThat(Rate.parse("key", text).perSecond()).isEqualTo(perSecond);
	}

	@ParameterizedTest
	@ValueSource(strings = { "100", "/s", "-1/s", "0/s", "1/d", "1e3/s", "1/s/s", "99999999999/s" })
	void whatIsNoRateIsRefused(String text) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> Rate.parse("tracing.sampling.target", text))
			.withMessageStartingWith("tracing.sampling.target=" + text + " cannot be used because it is ")
			.withMessageEndingWith("Write a number of traces and a unit of time, such as 100/s, 10/m or 5/h.");
	}

	@Test
	void itCanBeChanged() {
		HeadSampler sampler = new HeadSampler(0.5, true, null);
		LiveProperty property = new SamplingTarget(sampler);
		assertThat(property.value()).isEmpty();
		property.preview("10/s");
		assertThat(property.value()).as("a preview changes nothing").isEmpty();
		property.change("10/s");
		assertThat(property.value()).isEqualTo("10/s");
		sampler.probability(1);
		assertThat(property.value()).as("another upper bound").isEqualTo("10/s");
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> property.change("ten"));
		assertThat(property.value()).isEqualTo("10/s");
		property.change("");
		assertThat(property.value()).isEmpty();
		assertThat(sampler.probability()).isOne();
	}

	private TargetRate rate(String target, double most) {
		return new TargetRate(Rate.parse("key", target), ConsistentProbability.of(most), this.clock::get);
	}

	private int record(TargetRate rate, int load, int seconds) {
		return record(rate, load, seconds, 0);
	}

	private int record(TargetRate rate, int load, int seconds, int byRules) {
		int recorded = 0;
		int taken = 0;
		for (int i = 0; i < load * seconds; i++) {
			this.clock.addAndGet(1_000_000_000L / load);
			for (; taken < (long) byRules * i / load; taken++) {
				rate.take();
			}
			ConsistentProbability probability = rate.next();
			String traceId = "%016x%016x".formatted(this.random.nextLong(), this.random.nextLong());
			double value = probability.value();
			if (value > 0) {
				this.variance += (1 - value) / value;
			}
			if (probability.decide(traceId, TraceState.getDefault()) != Decision.NOT_CHOSEN) {
				recorded++;
				this.extrapolated += 1 / value;
			}
		}
		return recorded;
	}

}
