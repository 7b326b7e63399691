package io.github.tracingstarter.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.control.Change.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link Changes}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChangesTests {

	private final NumberProperty first = new NumberProperty("tracing.first", 1);

	private final NumberProperty second = new NumberProperty("tracing.second-one", 2);

	private final NumberProperty secret = new NumberProperty("tracing.secret", 3);

	private final TestClock clock = new TestClock();

	private final Changes changes = new Changes(List.of(this.second, this.first, this.secret),
			(key, value) -> key.contains("secret") ? "******" : value, this.clock);

	@AfterEach
	void stop() {
		this.changes.destroy();
	}

	@Test
	void whoAndWhatAreInOneLineOfTheLog(CapturedOutput output) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		values.put("tracing.first", "10");
		values.put("tracing.secret", "42");
		this.changes.apply(values, "eve\nINFO forged");
		assertThat(output).containsOnlyOnce("Changed by")
			.contains("Changed by eve INFO forged: tracing.first=10 (was 1), tracing.secret=****** (was ******)");
		assertThat(this.changes.history()).hasSize(1)
			.first()
			.satisfies((change) -> assertThat(change.steps()).containsExactly(new Step("tracing.first", "1", "10"),
					new Step("tracing.secret", "3", "42")));
		assertThat(this.changes.who("tracing.first")).isEqualTo("eve\nINFO forged");
	}

	@Test
	void whatIsTheSameIsNoChange(CapturedOutput output) {
		this.changes.apply(Map.of("tracing.first", " 1 "), "a test");
		assertThat(this.changes.apply(Map.of("tracing.first", "1"), "a test", Duration.ofHours(1))).isNull();
		assertThat(this.changes.history()).isEmpty();
		assertThat(this.changes.until("tracing.first")).isNull();
		assertThat(output).doesNotContain("Changed by");
	}

	@Test
	void nothingChangesIfOneValueIsWrong(CapturedOutput output) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		values.put("tracing.first", "10");
		values.put("tracing.second-one", "x");
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.changes.apply(values, "a test"))
			.withMessage("tracing.second-one=x cannot be used because it is not a number. Write a number.");
		assertThat(this.first.values()).isEmpty();
		assertThat(output).doesNotContain("Changed by");
	}

	@Test
	void whatCannotBeChangedIsNamedWithWhatCan() {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.changes.apply(Map.of("tracing.enabled", "false"), "a test"))
			.withMessage("tracing.enabled=false cannot be used because this property cannot be changed while the "
					+ "application runs. These can: tracing.first, tracing.second-one, tracing.secret.");
	}

	@Test
	void aKeyMayBeWrittenAsSpringBootAllows() {
		this.changes.apply(Map.of("tracing.secondOne", "7"), "a test");
		assertThat(this.second.value()).isEqualTo("7");
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.changes.apply(Map.of("tracing.secondOne", "8", "tracing.second-one", "9"), "a test"))
			.withMessageContaining("it is there twice");
		assertThat(this.second.value()).isEqualTo("7");
	}

	@Test
	void whatWasChangedIsPutBackIfTheRestFails() {
		this.second.brokenAt(13);
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		values.put("tracing.first", "10");
		values.put("tracing.second-one", "13");
		values.put("tracing.secret", "5");
		assertThatIllegalStateException().isThrownBy(() -> this.changes.apply(values, "a test"));
		assertThat(this.first.value()).isEqualTo("1");
		assertThat(this.second.value()).isEqualTo("2");
		assertThat(this.secret.values()).isEmpty();
		assertThat(this.changes.history()).isEmpty();
	}

	@Test
	void aTextThatIsTooLong() {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.changes.apply(Map.of("tracing.first", "1".repeat(10_000_000)), "a test"))
			.withMessage("tracing.first=%s... cannot be used because it has 10000000 characters. Write 200000 at most."
				.formatted("1".repeat(20)));
	}

	@Test
	void undo(CapturedOutput output) {
		this.changes.apply(Map.of("tracing.first", "10"), "a test");
		this.changes.apply(Map.of("tracing.first", "11", "tracing.second-one", "12"), "a test");
		assertThat(undoable()).containsExactly(2);
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.changes.undo(1, "a test"))
			.withMessage("undo=1 cannot be used because it is over, or its properties were changed again. "
					+ "These changes can be undone: 2.");
		this.changes.undo(2, "Ann");
		assertThat(this.first.value()).isEqualTo("10");
		assertThat(this.second.value()).isEqualTo("2");
		assertThat(output).contains("Changed by Ann, undoing change 2: ");
		assertThat(undoable()).containsExactly(1);
		this.changes.undo(1, "Ann");
		assertThat(this.first.value()).isEqualTo("1");
		assertThat(undoable()).isEmpty();
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> this.changes.undo(99, "a test"))
			.withMessage("undo=99 cannot be used because there is no such change. There is nothing to undo.");
	}

	@Test
	void nullIsTheValueOfTheStart() {
		this.changes.apply(Map.of("tracing.first", "10"), "a test");
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		values.put("tracing.first", null);
		this.changes.apply(values, "a test");
		assertThat(this.first.value()).isEqualTo("1");
		assertThat(this.changes.original(this.first)).isNull();
	}

	@Test
	void whatEndsByItselfIsPutBackWithALine(CapturedOutput output) {
		this.changes.apply(Map.of("tracing.first", "10"), "a test", Duration.ofMinutes(10));
		assertThat(this.changes.until("tracing.first")).isEqualTo(this.clock.instant().plusSeconds(600));
		assertThat(output)
			.contains("Changed by a test: tracing.first=10 (was 1), until " + this.changes.until("tracing.first"));
		passes(Duration.ofSeconds(599));
		assertThat(this.first.value()).isEqualTo("10");
		passes(Duration.ofSeconds(1));
		await().until(() -> this.first.value().equals("1"));
		await().untilAsserted(() -> assertThat(output)
			.contains("Changed by the clock, as the time is over: tracing.first=1 (was 10)"));
		assertThat(this.changes.until("tracing.first")).isNull();
		assertThat(undoable()).isEmpty();
	}

	@Test
	void aRealClockEndsIt() {
		Changes real = new Changes(List.of(this.first), (key, value) -> value, InstantSource.system());
		try {
			real.apply(Map.of("tracing.first", "10"), "a test", Duration.ofMillis(50));
			await().until(() -> this.first.value().equals("1"));
			assertThat(this.first.values()).containsExactly(10, 1);
		}
		finally {
			real.destroy();
		}
	}

	@Test
	void aLaterChangeTakesTheEndAway() {
		this.changes.apply(Map.of("tracing.first", "10", "tracing.second-one", "20"), "a test", Duration.ofMinutes(10));
		this.changes.apply(Map.of("tracing.first", "10"), "a test");
		assertThat(this.changes.until("tracing.first")).isNull();
		passes(Duration.ofMinutes(10));
		await().until(() -> this.second.value().equals("2"));
		assertThat(this.first.value()).isEqualTo("10");
	}

	@Test
	void afterTwoThatEndTheLastingValueIsBack() {
		this.changes.apply(Map.of("tracing.first", "10"), "a test", Duration.ofMinutes(10));
		this.changes.apply(Map.of("tracing.first", "20"), "a test", Duration.ofMinutes(5));
		passes(Duration.ofMinutes(5));
		await().until(() -> this.first.value().equals("1"));
		assertThat(this.changes.until("tracing.first")).isNull();
	}

	@Test
	void undoGivesNoLongerLifeToWhatEnds() {
		this.changes.apply(Map.of("tracing.first", "10"), "a test", Duration.ofMinutes(10));
		this.changes.apply(Map.of("tracing.first", "20"), "a test");
		this.changes.undo(2, "a test");
		assertThat(this.first.value()).isEqualTo("10");
		assertThat(this.changes.until("tracing.first")).isNotNull();
		this.changes.apply(Map.of("tracing.first", "30"), "a test");
		this.clock.now = this.clock.now.plusSeconds(601);
		this.changes.undo(this.changes.history().get(0).number(), "a test");
		assertThat(this.first.value()).as("the time of 10 is over").isEqualTo("1");
	}

	@Test
	void aTimeThatIsNone() {
		for (Duration duration : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1000))) {
			assertThatExceptionOfType(InvalidTracingPropertyException.class)
				.isThrownBy(() -> this.changes.apply(Map.of("tracing.first", "10"), "a test", duration))
				.withMessageContaining("it is not between 1 ms and a year");
		}
		assertThat(this.first.values()).isEmpty();
	}

	@Test
	void concurrentChangesDoNotInterleave() throws Exception {
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		CountDownLatch start = new CountDownLatch(1);
		List<Future<?>> all = new ArrayList<>();
		for (int thread = 1; thread <= threads; thread++) {
			int number = thread * 1000;
			all.add(executor.submit(() -> {
				start.await();
				for (int i = 0; i < 200; i++) {
					String value = Integer.toString(number + i);
					this.changes.apply(Map.of("tracing.first", value, "tracing.second-one", value), "a test");
				}
				return null;
			}));
		}
		start.countDown();
		for (Future<?> future : all) {
			future.get();
		}
		executor.shutdown();
		assertThat(this.first.values()).hasSize(threads * 200).isEqualTo(this.second.values());
		assertThat(this.changes.history()).as("bounded").hasSize(50);
		assertThat(this.changes.history())
			.allSatisfy((change) -> assertThat(change.steps().get(0).after()).isEqualTo(change.steps().get(1).after()));
		Set<Integer> numbers = Set.copyOf(this.changes.history().stream().map(Change::number).toList());
		assertThat(numbers).containsExactlyInAnyOrderElementsOf(
				IntStream.rangeClosed(threads * 200 - 49, threads * 200).boxed().toList());
	}

	@Test
	void theChangesAsYaml() {
		this.changes.apply(Map.of("tracing.first", "10", "tracing.second-one", "12"), "a test");
		assertThat(this.changes.yaml(Map.of())).isEqualTo("tracing:\n  first: '10'\n  second-one: '12'\n");
		this.changes.apply(Map.of("tracing.secret", "42"), "a test");
		assertThat(this.changes.yaml(Map.of())).contains("secret: ").doesNotContain("42");
	}

	private List<Integer> undoable() {
		return this.changes.history().stream().filter(Change::undoable).map(Change::number).toList();
	}

	private void passes(Duration duration) {
		this.clock.now = this.clock.now.plus(duration);
		this.changes.expire();
	}

	private static final class TestClock implements InstantSource {

		private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");

		@Override
		public Instant instant() {
			return this.now;
		}

	}

}
