package io.github.tracingstarter.meters;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Limits the number of meters with the same name. Beyond the limit, counts go to one
 * meter that does not distinguish the tags, and no more gauges and the like, which are
 * only read, are created. It is the last filter, so it sees the tags that are left after
 * all others, and the application's own limits come first.
 */
final class MeterLimit implements MeterFilter, Ordered {

	static final String OTHER = "_OTHER";

	private static final Log logger = LogFactory.getLog(MeterLimit.class);

	private final int max;

	private final Map<String, Known> names = new ConcurrentHashMap<>();

	/**
	 * Creates a limit.
	 * @param max the number of combinations of tags, including the one for all others and
	 * one that OpenTelemetry's SDK reserves for the same purpose
	 */
	MeterLimit(int max) {
		this.max = Math.max(max - 2, 1);
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Id map(Id id) {
		Known known = this.names.computeIfAbsent(id.getName(), (name) -> new Known());
		if (known.ids.contains(id) || isFolded(id)) {
			return id;
		}
		if (known.ids.size() < this.max) {
			known.ids.add(id);
			return id;
		}
		Set<String> telling = known.telling(id.getName(), this.max);
		return id.replaceTags(id.getTags()
			.stream()
			.map((tag) -> telling.contains(tag.getKey()) ? Tag.of(tag.getKey(), OTHER) : tag)
			.toList());
	}

	@Override
	public MeterFilterReply accept(Id id) {
		boolean isRead = id.getType() == Meter.Type.GAUGE || id.getType() == Meter.Type.OTHER;
		return (isRead && isFolded(id)) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
	}

	private boolean isFolded(Id id) {
		Known known = this.names.get(id.getName());
		Set<String> telling = (known != null) ? known.telling : null;
		if (telling == null) {
			return false;
		}
		for (Tag tag : id.getTagsAsIterable()) {
			if (telling.contains(tag.getKey()) && !tag.getValue().equals(OTHER)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Makes room after a meter has been removed.
	 */
	void removed(Id id) {
		Known known = this.names.get(id.getName());
		if (known != null) {
			known.ids.remove(id);
		}
	}

	/**
	 * The meters with one name.
	 */
	private static final class Known {

		private final Set<Id> ids = ConcurrentHashMap.newKeySet();

		/** The tags that distinguish them, once there are too many. */
		private volatile @Nullable Set<String> telling;

		synchronized Set<String> telling(String name, int max) {
			Set<String> found = this.telling;
			if (found == null) {
				logger.warn("The meter %s has %d combinations of tags, as many as tracing.metrics.max-series allows. "
					.formatted(name, max) + "Further ones are counted together, as '%s'".formatted(OTHER));
				found = find();
				this.telling = found;
			}
			return found;
		}

		private Set<String> find() {
			Map<String, String> first = new HashMap<>();
			Set<String> several = new HashSet<>();
			for (Id id : this.ids) {
				for (Tag tag : id.getTagsAsIterable()) {
					String before = first.putIfAbsent(tag.getKey(), tag.getValue());
					if (before != null && !before.equals(tag.getValue())) {
						several.add(tag.getKey());
					}
				}
			}
			return Set.copyOf(several);
		}

	}

}
