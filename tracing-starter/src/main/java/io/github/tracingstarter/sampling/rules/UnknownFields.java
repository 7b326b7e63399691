package io.github.tracingstarter.sampling.rules;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds unknown fields in the properties of rules. A misspelled field would not be a
 * condition, so the rule would match spans that it should not.
 */
final class UnknownFields {

	private static final ConfigurationPropertyName RULES = ConfigurationPropertyName.of(Faults.KEY);

	private static final int INDEX = 2;

	private static final int FIELD = 3;

	private UnknownFields() {
	}

	/**
	 * Checks all rules.
	 * @param environment the environment
	 * @throws io.github.tracingstarter.configuration.InvalidTracingPropertyException if
	 * there is such a field
	 */
	static void check(Environment environment) {
		ConfigurationPropertySources.get(environment).forEach((source) -> {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& source.containsDescendantOf(RULES) != ConfigurationPropertyState.ABSENT) {
				iterable.stream().filter(RULES::isAncestorOf).forEach(UnknownFields::check);
			}
		});
	}

	private static void check(ConfigurationPropertyName name) {
		if (name.getNumberOfElements() > FIELD && name.isNumericIndex(INDEX)) {
			RulesText.field(name.getElement(FIELD, ConfigurationPropertyName.Form.ORIGINAL),
					new Faults(Integer.parseInt(name.getElement(INDEX, ConfigurationPropertyName.Form.ORIGINAL))));
		}
	}

}
