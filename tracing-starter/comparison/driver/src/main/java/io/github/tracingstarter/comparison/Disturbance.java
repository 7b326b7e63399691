package io.github.tracingstarter.comparison;

import java.io.IOException;

import io.github.tracingstarter.testing.OtlpReceiver.Behaviour;

/**
 * What happens around the applications, and how it ends.
 */
enum Disturbance {

	/** The collector is restarted. */
	COLLECTOR {

		@Override
		void begin(Surroundings surroundings, SpanCounter collector) {
			collector.stop();
		}

		@Override
		void end(Surroundings surroundings, SpanCounter collector) {
			collector.restart();
		}

	},

	/** The called server is restarted. */
	UPSTREAM {

		@Override
		void begin(Surroundings surroundings, SpanCounter collector) throws IOException {
			surroundings.stopUpstream();
		}

		@Override
		void end(Surroundings surroundings, SpanCounter collector) throws IOException {
			surroundings.startUpstream();
		}

	},

	/** The database server is restarted. */
	DATABASE {

		@Override
		void begin(Surroundings surroundings, SpanCounter collector) {
			surroundings.stopDatabase();
		}

		@Override
		void end(Surroundings surroundings, SpanCounter collector) throws IOException {
			surroundings.startDatabase();
		}

	},

	/** The collector accepts everything and answers nothing. */
	SILENCE {

		@Override
		void begin(Surroundings surroundings, SpanCounter collector) {
			collector.behave(Behaviour.BLACKHOLE);
		}

		@Override
		void end(Surroundings surroundings, SpanCounter collector) {
			collector.behave(Behaviour.OK);
		}

	},

	/** The collector asks to be left alone. */
	OVERLOAD {

		@Override
		void begin(Surroundings surroundings, SpanCounter collector) {
			collector.behave(Behaviour.UNAVAILABLE);
		}

		@Override
		void end(Surroundings surroundings, SpanCounter collector) {
			collector.behave(Behaviour.OK);
		}

	},

	/** All are restarted at once. */
	EVERYTHING {

		@Override
		void begin(Surroundings surroundings, SpanCounter collector) throws IOException {
			COLLECTOR.begin(surroundings, collector);
			UPSTREAM.begin(surroundings, collector);
			DATABASE.begin(surroundings, collector);
		}

		@Override
		void end(Surroundings surroundings, SpanCounter collector) throws IOException {
			DATABASE.end(surroundings, collector);
			UPSTREAM.end(surroundings, collector);
			COLLECTOR.end(surroundings, collector);
		}

	};

	abstract void begin(Surroundings surroundings, SpanCounter collector) throws IOException;

	abstract void end(Surroundings surroundings, SpanCounter collector) throws IOException;

}
