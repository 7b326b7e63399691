package io.github.tracingstarter.ui.rates;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Adds the requests that other applications count to the rates. A cumulative point is
 * compared with the previous one.
 */
final class ReceivedRates implements ReceivedRequests {

	/** The maximum number of points to compare the next ones with, at 300 bytes each. */
	private static final int MAX_POINTS = 1_000;

	private static final int MAX_SERVICES = 100;

	private static final int MAX_NAME = 200;

	private static final long MOST = 1_000_000_000;

	private static final AttributeKey<String> METHOD = AttributeKey.stringKey("method");

	private static final AttributeKey<String> URI = AttributeKey.stringKey("uri");

	private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ReceivedRates.class),
			"A received metric could not be read and is not shown.");

	private final RequestRates rates;

	private final UnaryOperator<String> redaction;

	private final Supplier<@Nullable String> ownInstance;

	/** The previous points, by the key that distinguishes the points of a metric. */
	private final Map<Object, Before> points = new Recent<>(MAX_POINTS);

	/** The metric by which each service is counted, because it may send both. */
	private final Map<String, String> metrics = new Recent<>(MAX_SERVICES);

	/** The applications that have already sent something. */
	private final Map<List<String>, Boolean> instances = new Recent<>(MAX_SERVICES);

	/**
	 * Creates an instance.
	 * @param rates receives the new requests
	 * @param redaction removes the secrets from a name
	 * @param ownInstance supplies the instance of this application, which may send to
	 * itself
	 */
	ReceivedRates(RequestRates rates, UnaryOperator<String> redaction, Supplier<@Nullable String> ownInstance) {
		this.ownInstance = ownInstance;
		this.rates = rates;
		this.redaction = redaction;
	}

	@Override
	public synchronized void add(List<Point> points) {
		String own = this.ownInstance.get();
		Set<List<String>> heard = new HashSet<>();
		for (Point point : points) {
			try {
				if (!point.instance().equals(own) && isMeant(point)) {
					add(point);
					heard.add(List.of(point.service(), point.instance()));
				}
			}
			catch (RuntimeException | LinkageError | StackOverflowError ex) {
				this.failures.log(ex);
			}
		}
		heard.forEach((instance) -> this.instances.put(instance, true));
	}

	private boolean isMeant(Point point) {
		return this.metrics.computeIfAbsent(point.service(), (key) -> point.metric()).equals(point.metric());
	}

	private void add(Point point) {
		RouteRates.Requests now = requests(point);
		RouteRates.Requests added = point.cumulative() ? since(point, now) : now;
		long minute = minute(point.timeNanos());
		if (added == null || added.count() <= 0 || minute < 0) {
			return;
		}
		Attributes attributes = point.attributes();
		String method = attributes.get(HttpAttributes.HTTP_REQUEST_METHOD);
		boolean boots = method == null;
		String named = boots ? attributes.get(METHOD) : method;
		String route = boots ? route(attributes.get(URI)) : attributes.get(HttpAttributes.HTTP_ROUTE);
		boolean failed = boots ? "SERVER_ERROR".equals(attributes.get(OUTCOME))
				: attributes.get(ErrorAttributes.ERROR_TYPE) != null;
		this.rates
			.received(name(point.service()), (route != null) ? name(route) : null,
					(named != null) ? name(named) : "_OTHER")
			.add(minute, added, failed);
	}

	/**
	 * Returns the route, or null if Spring Boot has set a word that says why there is
	 * none.
	 */
	private static @Nullable String route(@Nullable String uri) {
		return (uri != null && uri.startsWith("/")) ? uri : null;
	}

	private String name(String text) {
		return this.redaction.apply((text.length() > MAX_NAME) ? text.substring(0, MAX_NAME) : text);
	}

	/**
	 * Returns the minute of a point, or -1 if it is not within the last hour. Clocks may
	 * differ.
	 */
	private long minute(long timeNanos) {
		long now = this.rates.minute();
		long minute = Math.min(now, TimeUnit.NANOSECONDS.toMinutes(timeNanos));
		return (minute > now - RouteRates.MINUTES) ? minute : -1;
	}

	/**
	 * Returns the requests since the previous point, or null if they are not known. If an
	 * application started to count before the page did, its first point does not show
	 * when its requests arrived.
	 */
	private RouteRates.@Nullable Requests since(Point point, RouteRates.Requests now) {
		Object key = List.of(point.service(), point.instance(), point.attributes());
		Before before = this.points.put(key, new Before(point.startNanos(), now));
		if (before != null && before.startNanos() == point.startNanos() && now.count() >= before.requests().count()) {
			RouteRates.Requests then = before.requests();
			int[] buckets = new int[Durations.BUCKETS];
			for (int i = 0; i < buckets.length; i++) {
				buckets[i] = Math.max(0, now.buckets()[i] - then.buckets()[i]);
			}
			return new RouteRates.Requests(now.count() - then.count(), Math.max(0, now.nanos() - then.nanos()),
					buckets);
		}
		boolean allOfIt = this.instances.containsKey(List.of(point.service(), point.instance()))
				|| TimeUnit.NANOSECONDS.toMillis(point.startNanos()) >= this.rates.since();
		return allOfIt ? now : null;
	}

	private static RouteRates.Requests requests(Point point) {
		int[] buckets = new int[Durations.BUCKETS];
		for (int i = 0; i < point.counts().length; i++) {
			int bucket = Durations.bucket(nanos(point.durations()[i]));
			buckets[bucket] = bounded((long) buckets[bucket] + bounded(point.counts()[i]));
		}
		return new RouteRates.Requests(bounded(point.count()), nanos(point.seconds()), buckets);
	}

	private static int bounded(long count) {
		return (int) Math.max(0, Math.min(count, MOST));
	}

	private static long nanos(double seconds) {
		return (seconds > 0) ? Math.round(Math.min(seconds, MOST) * 1e9) : 0;
	}

	/**
	 * A point with which the next one is compared.
	 *
	 * @param startNanos the start of its count
	 * @param requests the counted requests
	 */
	private record Before(long startNanos, RouteRates.Requests requests) {
	}

	/**
	 * A map that removes the least recently used entry.
	 */
	private static final class Recent<K, V> extends LinkedHashMap<K, V> {

		private static final long serialVersionUID = 1L;

		private final int max;

		Recent(int max) {
			super(16, 0.75f, true);
			this.max = max;
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
			return size() > this.max;
		}

	}

}
