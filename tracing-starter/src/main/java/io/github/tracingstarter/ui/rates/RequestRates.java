package io.github.tracingstarter.ui.rates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.ServedRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * The requests of the last hour by route: each request to this application, and those
 * that other applications report. There are at most {@value #MAX_ROUTES} routes of each,
 * and one more for the rest, which take 1.2 MB.
 */
final class RequestRates implements RequestListener {

	static final int MAX_ROUTES = 64;

	static final String OTHER = "other routes";

	private static final String NO_ROUTE = "(no route)";

	private final Map<String, Map<String, RouteRates>> own = new ConcurrentHashMap<>();

	private final Map<List<String>, RouteRates> received = new ConcurrentHashMap<>();

	private final List<RouteRates> all = new ArrayList<>();

	private final Supplier<String> service;

	private final LongSupplier millis;

	private final long since;

	private @Nullable RouteRates ownOthers;

	private @Nullable RouteRates receivedOthers;

	private int ownRoutes;

	/**
	 * Creates an instance.
	 * @param service the name of this application
	 * @param millis the clock
	 */
	RequestRates(Supplier<String> service, LongSupplier millis) {
		this.service = SingletonSupplier.of(service);
		this.millis = millis;
		this.since = millis.getAsLong();
	}

	@Override
	public void ended(ServedRequest request) {
		if (!request.isExcluded()) {
			String route = request.route();
			RouteRates rates = find((route != null) ? route : NO_ROUTE, request.method());
			rates.add(minute(), request.nanos(), request.errorType() != null);
		}
	}

	private RouteRates find(String route, String method) {
		Map<String, RouteRates> methods = this.own.get(route);
		RouteRates rates = (methods != null) ? methods.get(method) : null;
		return (rates != null) ? rates : begin(route, method);
	}

	private synchronized RouteRates begin(String route, String method) {
		if (this.ownRoutes >= MAX_ROUTES) {
			Map<String, RouteRates> methods = this.own.get(route);
			RouteRates known = (methods != null) ? methods.get(method) : null;
			if (known == null && this.ownOthers == null) {
				this.ownOthers = add(this.service.get(), OTHER);
			}
			return (known != null) ? known : this.ownOthers;
		}
		return this.own.computeIfAbsent(route, (key) -> new ConcurrentHashMap<>()).computeIfAbsent(method, (key) -> {
			this.ownRoutes++;
			return add(this.service.get(), key + ' ' + route);
		});
	}

	/**
	 * Returns the requests to a route of another application.
	 * @param service the application
	 * @param route its route, or null if nothing matched
	 * @param method the method
	 * @return their counter
	 */
	synchronized RouteRates received(String service, @Nullable String route, String method) {
		String name = method + ' ' + ((route != null) ? route : NO_ROUTE);
		List<String> key = List.of(service, name);
		RouteRates rates = this.received.get(key);
		if (rates == null && this.received.size() < MAX_ROUTES) {
			rates = add(service, name);
			this.received.put(key, rates);
		}
		if (rates == null) {
			if (this.receivedOthers == null) {
				this.receivedOthers = add("others", OTHER);
			}
			rates = this.receivedOthers;
		}
		return rates;
	}

	private RouteRates add(String service, String name) {
		RouteRates rates = new RouteRates(service, name);
		this.all.add(rates);
		return rates;
	}

	long minute() {
		return TimeUnit.MILLISECONDS.toMinutes(this.millis.getAsLong());
	}

	long since() {
		return this.since;
	}

	/**
	 * Returns the counts.
	 * @param service the service, or null for all
	 * @return the total, and each route with requests, those with the most requests first
	 */
	Map<String, Object> toJson(@Nullable String service) {
		long last = minute();
		long from = last - RouteRates.MINUTES + 1;
		long since = Math.min(last, Math.max(TimeUnit.MILLISECONDS.toMinutes(this.since), from));
		List<RouteRates> meant = rates().stream()
			.filter((rates) -> service == null || service.equals(rates.service()))
			.toList();
		History sum = new History(meant.stream().mapToLong((rates) -> rates.first(from, since)).min().orElse(since),
				last);
		List<Map<String, Object>> items = new ArrayList<>();
		for (RouteRates rates : meant) {
			rates.addTo(sum);
			History history = new History(rates.first(from, since), last);
			rates.addTo(history);
			if (history.count() > 0) {
				Map<String, Object> json = new LinkedHashMap<>();
				json.put("route", rates.name());
				json.put("service", rates.service());
				json.putAll(history.toJson());
				items.add(json);
			}
		}
		items.sort(Comparator.comparingLong((Map<String, Object> item) -> -(Long) item.get("count")));
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("sinceUs", TimeUnit.MILLISECONDS.toMicros(this.since));
		json.put("nowUs", TimeUnit.MILLISECONDS.toMicros(this.millis.getAsLong()));
		json.put("all", sum.toJson());
		json.put("items", items);
		return json;
	}

	private synchronized Collection<RouteRates> rates() {
		return List.copyOf(this.all);
	}

}
