package io.github.tracingstarter.agent.weaver;

import java.util.List;

/**
 * Where clients are made.
 */
final class ClientPlaces {

	/** Gets what was made, and returns what to use. */
	private static final String MADE = "made";

	private ClientPlaces() {
	}

	static List<Place> all() {
		return List.of(Place.result("org/springframework/web/client/DefaultRestClientBuilder", "build",
				"()Lorg/springframework/web/client/RestClient;", MADE));
	}

}
