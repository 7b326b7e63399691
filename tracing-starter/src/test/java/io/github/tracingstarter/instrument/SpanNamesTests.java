package io.github.tracingstarter.instrument;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpanNamesTests {

	private final SpanNames names = new SpanNames();

	@Test
	void nameIsJoinedOnce() {
		String name = this.names.of("GET", "/users/{id}");
		assertThat(name).isEqualTo("GET /users/{id}");
		assertThat(this.names.of("GET", new String("/users/{id}"))).isSameAs(name);
	}

	/**
	 * More patterns than slots. Two of them always share a slot, because their hash codes
	 * are equal.
	 */
	@Test
	void namesThatShareAPlaceAreToldApart() {
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 1000; i++) {
				assertThat(this.names.of("GET", "/Aa/" + i)).isEqualTo("GET /Aa/" + i);
				assertThat(this.names.of("GET", "/BB/" + i)).isEqualTo("GET /BB/" + i);
				assertThat(this.names.of("PUT", "/BB/" + i)).isEqualTo("PUT /BB/" + i);
			}
		}
	}

	@Test
	void longNameIsNotKept() {
		String pattern = "/a".repeat(1000);
		String name = this.names.of("GET", pattern);
		assertThat(name).isEqualTo("GET " + pattern);
		assertThat(this.names.of("GET", pattern)).isEqualTo(name).isNotSameAs(name);
	}

	@Test
	void methodOfAClassWithoutASimpleName() {
		Runnable anonymous = new Runnable() {

			@Override
			public void run() {
			}

		};
		assertThat(SpanNames.ofMethod(anonymous.getClass(), "run")).isEqualTo("SpanNamesTests$1.run");
		assertThat(SpanNames.ofMethod(SpanNamesTests.class, "run")).isEqualTo("SpanNamesTests.run");
	}

}
