package io.github.tracingstarter.ui;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. If two routes match, the one with fewer variables wins.
 */
class RouteTable {

	private final List<Entry> entries = new ArrayList<>();

	private final List<Entry> absolutes;

	RouteTable(List<UiRoute> routes, String base) {
		for (UiRoute route : routes) {
			this.entries.add(new Entry(route, segments(route.absolute() ? route.path() : base + route.path())));
		}
		this.entries.sort((a, b) -> Long.compare(a.variables(), b.variables()));
		this.absolutes = this.entries.stream().filter((entry) -> entry.route().absolute()).toList();
	}

	@Nullable Match find(String method, String path) {
		String[] segments = segments(path);
		for (Entry entry : this.entries) {
			Map<String, String> variables = entry.route().method().equals(method) ? entry.match(segments) : null;
			if (variables != null) {
				return new Match(entry.route(), variables);
			}
		}
		return null;
	}

	/**
	 * Returns the methods that a path accepts.
	 * @param path the path
	 * @return the names of the methods; empty if there is no such path
	 */
	Set<String> methods(String path) {
		String[] segments = segments(path);
		Set<String> methods = new TreeSet<>();
		for (Entry entry : this.entries) {
			if (entry.match(segments) != null) {
				methods.add(entry.route().method());
			}
		}
		return methods;
	}

	/**
	 * Returns whether there is an absolute route for a path. Called for each request to
	 * the application.
	 * @param path the path
	 * @return whether there is one, for any method
	 */
	boolean hasAbsolute(String path) {
		if (this.absolutes.isEmpty()) {
			return false;
		}
		String[] segments = segments(path);
		return this.absolutes.stream().anyMatch((entry) -> entry.match(segments) != null);
	}

	private static String[] segments(String path) {
		return path.split("/", -1);
	}

	record Match(UiRoute route, Map<String, String> variables) {
	}

	private record Entry(UiRoute route, String[] template) {

		long variables() {
			return List.of(this.template).stream().filter(Entry::isVariable).count();
		}

		@Nullable Map<String, String> match(String[] segments) {
			if (segments.length != this.template.length) {
				return null;
			}
			Map<String, String> variables = new HashMap<>();
			for (int i = 0; i < segments.length; i++) {
				String part = this.template[i];
				if (isVariable(part) && !segments[i].isEmpty()) {
					variables.put(part.substring(1, part.length() - 1), segments[i]);
				}
				else if (!part.equals(segments[i])) {
					return null;
				}
			}
			return variables;
		}

		private static boolean isVariable(String part) {
			return part.startsWith("{") && part.endsWith("}");
		}

	}

}
