package io.github.tracingstarter.differential;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application and what is looked at in it.
 *
 * @param name what is special about it
 * @param application the class of the application
 * @param observation what is looked at while it runs
 * @param properties what it is configured with
 * @param spans whether it makes spans when it is traced
 */
record Situation(String name, Class<?> application, Observation observation, List<String> properties, boolean spans) {

	static Situation of(String name, Class<?> application, Observation observation) {
		return new Situation(name, application, observation, List.of(), true);
	}

	Situation with(String... properties) {
		return new Situation(this.name, this.application, this.observation,
				Stream.concat(this.properties.stream(), Arrays.stream(properties)).toList(), this.spans);
	}

	/**
	 * For what makes no span, as a start that fails.
	 */
	Situation withoutSpans() {
		return new Situation(this.name, this.application, this.observation, this.properties, false);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Looks at a running application.
	 */
	interface Observation {

		/**
		 * Uses the application and tells what it saw.
		 * @param context the application
		 * @return texts, numbers and collections of them, which have to be equal
		 * @throws Exception what using it throws, which is compared as well
		 */
		@Nullable Object observe(ConfigurableApplicationContext context) throws Exception;

	}

}
