package io.github.tracingstarter.export;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the remembered size of requests. How the limit of a server is detected is in
 * {@link RequestSizeTests}.
 */
class RequestLimitTests {

	private long now = 1;

	private final RequestLimit limit = new RequestLimit(() -> this.now);

	@Test
	void halfOfWhatIsRefusedIsTriedAndNoLessThanWhatWasTaken() {
		assertThat(this.limit.bytes()).isEqualTo(RequestLimit.DEFAULT);
		this.limit.taken(700_000);
		this.limit.refused(1_000_000);
		assertThat(this.limit.bytes()).isEqualTo(700_000);
		this.limit.refused(600_000);
		assertThat(this.limit.bytes()).isEqualTo(300_000);
		this.limit.refused(5_000_000);
		assertThat(this.limit.bytes()).isEqualTo(300_000);
	}

	@Test
	void moreIsTriedAfterAWhileUpToTheDefault() {
		this.limit.refused(2_000_000);
		assertThat(this.limit.bytes()).isEqualTo(1_000_000);
		pass(Duration.ofMinutes(9));
		this.limit.taken(100);
		assertThat(this.limit.bytes()).isEqualTo(1_000_000);
		pass(Duration.ofMinutes(2));
		this.limit.taken(100);
		assertThat(this.limit.bytes()).isEqualTo(2_000_000);
		this.limit.taken(100);
		assertThat(this.limit.bytes()).isEqualTo(2_000_000);
		pass(Duration.ofMinutes(11));
		this.limit.taken(100);
		assertThat(this.limit.bytes()).isEqualTo(RequestLimit.DEFAULT);
	}

	@Test
	void aSpanWithoutAnAnswerTellsALimitOnlyWhereItIsLargerThanWhatWasTaken() {
		this.limit.unanswered(1000);
		assertThat(this.limit.bytes()).isEqualTo(RequestLimit.DEFAULT);
		this.limit.taken(200_000);
		this.limit.unanswered(200_000);
		assertThat(this.limit.bytes()).isEqualTo(RequestLimit.DEFAULT);
		this.limit.unanswered(900_000);
		assertThat(this.limit.bytes()).isEqualTo(450_000);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

}
