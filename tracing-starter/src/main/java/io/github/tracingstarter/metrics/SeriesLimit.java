package io.github.tracingstarter.metrics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Makes the SDK log once for each instrument, rather than at each export, that it has too
 * many combinations of attributes.
 */
final class SeriesLimit implements Filter {

	/** Referenced here, because the JDK keeps only weak references to loggers. */
	private static final List<Logger> LOGGERS = Stream
		.of("DefaultSynchronousMetricStorage", "CumulativeSynchronousMetricStorage", "DeltaSynchronousMetricStorage",
				"AsynchronousMetricStorage")
		.map((name) -> Logger.getLogger("io.opentelemetry.sdk.metrics.internal.state." + name))
		.toList();

	private static final String ABOUT_LIMIT = "maximum allowed cardinality";

	private static final int MOST = 1000;

	private final Set<String> said = ConcurrentHashMap.newKeySet();

	private final @Nullable Filter next;

	private SeriesLimit(@Nullable Filter next) {
		this.next = next;
	}

	static synchronized void install() {
		for (Logger logger : LOGGERS) {
			if (!(logger.getFilter() instanceof SeriesLimit)) {
				logger.setFilter(new SeriesLimit(logger.getFilter()));
			}
		}
	}

	@Override
	public boolean isLoggable(LogRecord record) {
		String message = record.getMessage();
		if (message != null && message.contains(ABOUT_LIMIT) && (this.said.size() >= MOST || !this.said.add(message))) {
			return false;
		}
		return this.next == null || this.next.isLoggable(record);
	}

}
