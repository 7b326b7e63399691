package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the messages about a target, with a clock that is set by hand.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExportHealthTests {

	private static final ExportFailure EXHAUSTED = ExportFailure.ofGrpc(8, "memory limit");

	private static final ExportFailure REFUSED = ExportFailure.ofHttp(400, "Bad Request");

	private static final ExportFailure NOBODY = ExportFailure.of(new java.net.ConnectException("refused"));

	private long now = 1_000_000_000L;

	private final ExportHealth health = new ExportHealth("collector", "spans", () -> this.now);

	@Test
	void whoTakesAndRefusesByTurnsGetsOneWarningAndOneLineWhenThatIsOver(CapturedOutput output) {
		for (int i = 0; i < 40; i++) {
			this.health.failed(EXHAUSTED);
			pass(Duration.ofMillis(500));
			this.health.succeeded(1);
			this.health.reportInTime();
			pass(Duration.ofMillis(500));
		}
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("WARN")
			.contains("collector does not accept spans");
		pass(Duration.ofSeconds(59));
		this.health.reportInTime();
		assertThat(lines(output)).hasSize(1);
		pass(Duration.ofSeconds(1));
		this.health.reportInTime();
		this.health.succeeded(1);
		assertThat(lines(output)).hasSize(2);
		assertThat(lines(output).get(1)).contains("INFO").endsWith("collector accepts spans again after 39 s");
	}

	@Test
	void recordsOfAnotherSignalAreNamed(CapturedOutput output) {
		ExportHealth logs = new ExportHealth("collector", "log records", () -> this.now);
		logs.failed(EXHAUSTED);
		logs.failed(REFUSED);
		logs.dropped(3, DropCause.STOPPED, "too late");
		logs.reportDrops();
		assertThat(lines(output)).hasSize(3);
		assertThat(lines(output).get(0)).contains("collector does not accept log records: ");
		assertThat(lines(output).get(1)).contains("collector rejects log records: ");
		assertThat(lines(output).get(2)).contains("3 log records for collector were dropped");
	}

	@Test
	void theNextTroubleIsSaidAgain(CapturedOutput output) {
		this.health.succeeded(1);
		this.health.failed(EXHAUSTED);
		this.health.succeeded(1);
		pass(Duration.ofMinutes(1));
		this.health.failed(EXHAUSTED);
		assertThat(lines(output)).hasSize(3);
		assertThat(lines(output).get(2)).contains("collector does not accept spans");
	}

	@Test
	void whatIsDroppedInsteadOfKeptIsSaidOnce(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			this.health.failed(EXHAUSTED);
			this.health.failed(REFUSED);
			this.health.succeeded(1);
		}
		assertThat(lines(output)).hasSize(2);
		assertThat(lines(output).get(1)).contains("collector rejects spans: ");
	}

	@Test
	void whoHasJustBeenStartedIsSaidAtOnce(CapturedOutput output) {
		this.health.failed(NOBODY);
		pass(Duration.ofSeconds(7));
		this.health.succeeded(1);
		assertThat(lines(output)).hasSize(2);
		assertThat(lines(output).get(1)).endsWith("collector accepts spans again after 7 s");
	}

	@Test
	void eachReasonHasItsNumber(CapturedOutput output) {
		this.health.refused(7);
		this.health.dropped(3, DropCause.STOPPED, "the application stopped before they were sent (no time was left)");
		this.health.reportDrops();
		assertThat(lines(output)).singleElement()
			.asString()
			.endsWith("10 spans for collector were dropped, 10 since the start: 7: it accepts them more slowly than "
					+ "they are produced; see tracing.sampling.probability; 3: the application stopped before they were sent "
					+ "(no time was left)");
		this.health.dropped(2, DropCause.REJECTED, "HTTP 400");
		this.health.reportDrops();
		this.health.reportDrops();
		assertThat(lines(output)).hasSize(2);
		assertThat(lines(output).get(1)).endsWith("2 spans for collector were dropped, 12 since the start: HTTP 400");
	}

	@Test
	void reasonsThatDifferEachTimeAreNotKept(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.health.dropped(1, DropCause.REJECTED, "reason " + i);
		}
		this.health.reportDrops();
		assertThat(lines(output)).singleElement().asString().endsWith("1: reason 3; 96: other reasons");
	}

	@Test
	void whatIsSaidToSpansThatWereTakenIsSaidOnceAMinute(CapturedOutput output) {
		this.health.took(10, ExportFailure.ofPartialSuccess(1, "one"));
		this.health.took(10, ExportFailure.ofPartialSuccess(1, "two"));
		assertThat(lines(output)).hasSize(1);
		pass(Duration.ofMinutes(1));
		this.health.took(10, ExportFailure.ofPartialSuccess(1, "three"));
		assertThat(lines(output)).hasSize(2);
		assertThat(lines(output).get(1)).endsWith("collector rejects 1 of 10 spans: three");
	}

	@Test
	void aServerCannotRejectFewerSpansThanNone() {
		this.health.succeeded(10);
		this.health.took(10, ExportFailure.ofPartialSuccess(-7, "odd"));
		assertThat(this.health.status(false, new ExportQueue<>(1, 1)).sent()).isEqualTo(10);
		assertThat(this.health.status(false, new ExportQueue<>(1, 1)).dropped()).isZero();
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("collector")).toList();
	}

}
