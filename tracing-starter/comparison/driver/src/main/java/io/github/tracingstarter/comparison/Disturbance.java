package io.github.tracingstarter.comparison;

import java.io.IOException;

import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;

/**
 * What happens around the applications, and how it ends.
 */
enum Disturbance {

	/** The collector is restarted. */
	COLLECTOR((surroundings, collector) -> collector.stop(), (surroundings, collector) -> collector.restart()),

	/** The called server is restarted. */
	UPSTREAM((surroundings, collector) -> surroundings.stopUpstream(),
			(surroundings, collector) -> surroundings.startUpstream()),

	/** The database server is restarted. */
	DATABASE((surroundings, collector) -> surroundings.stopDatabase(),
			(surroundings, collector) -> surroundings.startDatabase()),

	/** The collector accepts everything and answers nothing. */
	SILENCE((surroundings, collector) -> collector.behave(Behaviour.BLACKHOLE),
			(surroundings, collector) -> collector.behave(Behaviour.OK)),

	/** The collector asks to be left alone. */
	OVERLOAD((surroundings, collector) -> collector.behave(Behaviour.UNAVAILABLE),
			(surroundings, collector) -> collector.behave(Behaviour.OK)),

	/** All are restarted at once. */
	EVERYTHING((surroundings, collector) -> {
		COLLECTOR.begin(surroundings, collector);
		UPSTREAM.begin(surroundings, collector);
		DATABASE.begin(surroundings, collector);
	}, (surroundings, collector) -> {
		DATABASE.end(surroundings, collector);
		UPSTREAM.end(surroundings, collector);
		COLLECTOR.end(surroundings, collector);
	});

	private final Step beginning;

	private final Step ending;

	Disturbance(Step beginning, Step ending) {
		this.beginning = beginning;
		this.ending = ending;
	}

	void begin(Surroundings surroundings, SpanCounter collector) throws IOException {
		this.beginning.take(surroundings, collector);
	}

	void end(Surroundings surroundings, SpanCounter collector) throws IOException {
		this.ending.take(surroundings, collector);
	}

	private interface Step {

		void take(Surroundings surroundings, SpanCounter collector) throws IOException;

	}

}
