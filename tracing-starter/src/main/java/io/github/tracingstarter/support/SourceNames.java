package io.github.tracingstarter.support;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;

/**
 * Describes where a property was set, in the terms of the user.
 */
final class SourceNames {

	private SourceNames() {
	}

	/**
	 * Returns where a property was set.
	 * @param property the property as it was found
	 * @return a text such as {@code application.yaml line 12}
	 */
	static String of(ConfigurationProperty property) {
		Origin origin = property.getOrigin();
		if (origin instanceof PropertySourceOrigin wrapper && wrapper.getOrigin() != null) {
			origin = wrapper.getOrigin();
		}
		if (origin instanceof TextResourceOrigin text) {
			return file(text);
		}
		if (origin instanceof SystemEnvironmentOrigin variable) {
			return "environment variable " + variable.getProperty();
		}
		Object source = (property.getSource() != null) ? property.getSource().getUnderlyingSource() : null;
		return (source instanceof PropertySource<?> propertySource) ? name(propertySource, origin)
				: String.valueOf(origin);
	}

	private static String file(TextResourceOrigin origin) {
		Resource resource = origin.getResource();
		String name = (resource != null) ? resource.getFilename() : null;
		if (name == null) {
			return origin.toString();
		}
		return (origin.getLocation() != null) ? "%s line %d".formatted(name, origin.getLocation().getLine() + 1) : name;
	}

	private static String name(PropertySource<?> source, @Nullable Origin origin) {
		if (source instanceof CommandLinePropertySource) {
			return "command line";
		}
		if (source instanceof SystemEnvironmentPropertySource && origin instanceof PropertySourceOrigin property) {
			return "environment variable " + property.getPropertyName();
		}
		return switch (source.getName()) {
			case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "system property";
			case "spring.application.json" -> "SPRING_APPLICATION_JSON";
			case "defaultProperties" -> "default properties of the application";
			// Only the text of Boot's origin shows which of the OTEL_* variables it was.
			case "openTelemetryEnvironmentVariables" ->
				String.valueOf(origin).replaceAll(".*'(\\w+)'.*", "environment variable $1");
			default -> source.getName();
		};
	}

}
