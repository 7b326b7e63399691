package io.github.tracingstarter.differential;

import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.LeavesOpen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * An application behaves the same, traced or not. Each line of the lists is a situation:
 * an application and an observation.
 */
@Tag("differential")
class DifferentialTests {

	static Stream<Situation> situations() {
		return Stream
			.of(Transactions.situations(), Pools.situations(), Requests.situations(), Clients.situations(),
					Tasks.situations(), Security.situations(), Wars.situations(), Hierarchies.situations(),
					Reactive.situations(), Failures.situations(), Jobs.situations(), Messages.situations(),
					Observations.situations(), Methods.situations(), Libraries.situations(), Servers.situations())
			.flatMap((situations) -> situations);
	}

	/**
	 * The span of a request for a static file does not end.
	 */
	@ParameterizedTest
	@MethodSource("situations")
	@LeavesOpen(spans = { "GET", "HEAD" })
	void isTheSameUntracedAndTraced(Situation situation) {
		assumeTrue(situation.isPossible(), () -> "Not all are on the class path: " + situation.libraries());
		Run untraced = Run.untraced(situation);
		Run traced = Run.traced(situation);
		if (untraced.observed() instanceof Map<?, ?> all && traced.observed() instanceof Map<?, ?> others) {
			all.forEach((key, value) -> assertThat(others.get(key)).as("%s", key).isEqualTo(value));
		}
		assertThat(traced.observed()).isEqualTo(untraced.observed());
		assertThat(traced.ownBeans()).isEqualTo(untraced.ownBeans());
		assertThat(traced.beans()).containsAll(untraced.beans());
		assertThat(traced.log()).isEqualTo(untraced.log());
		assertThat(untraced.spans().all()).isEmpty();
		if (situation.spans()) {
			assertThat(String.valueOf(untraced.observed())).doesNotStartWith(Run.NO_START).doesNotStartWith(Run.THROWN);
			assertThat(traced.spans().all()).as("spans").isNotEmpty();
		}
	}

}
