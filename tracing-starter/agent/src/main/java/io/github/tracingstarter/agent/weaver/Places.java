package io.github.tracingstarter.agent.weaver;

import java.util.List;
import java.util.stream.Stream;

/**
 * All places.
 */
final class Places {

	private Places() {
	}

	static List<Place> all() {
		return Stream.of(ThreadPlaces.all(), ClientPlaces.all(), DataSourcePlaces.all()).flatMap(List::stream).toList();
	}

}
