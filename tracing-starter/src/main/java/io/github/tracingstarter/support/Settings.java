package io.github.tracingstarter.support;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.configuration.KnownProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The values that the application has set, with their sources.
 */
public final class Settings {

	private static final String BOOTS = "management.opentelemetry.tracing.export.";

	/** The keys that apply if the starter's own key is not set. */
	private static final Map<String, String> FALLBACKS = Map.ofEntries(
			Map.entry("tracing.batch.max-export-batch-size", BOOTS + "max-batch-size"),
			Map.entry("tracing.batch.max-queue-size", BOOTS + "max-queue-size"),
			Map.entry("tracing.batch.schedule-delay", BOOTS + "schedule-delay"),
			Map.entry("tracing.otlp.compression", BOOTS + "otlp.compression"),
			Map.entry("tracing.otlp.connect-timeout", BOOTS + "otlp.connect-timeout"),
			Map.entry("tracing.otlp.endpoint", BOOTS + "otlp.endpoint"),
			Map.entry("tracing.otlp.headers", BOOTS + "otlp.headers"),
			Map.entry("tracing.otlp.protocol", BOOTS + "otlp.transport"),
			Map.entry("tracing.otlp.ssl.bundle", BOOTS + "otlp.ssl.bundle"),
			Map.entry("tracing.otlp.timeout", BOOTS + "otlp.timeout"),
			Map.entry("tracing.sampling.probability", "management.tracing.sampling.probability"),
			Map.entry("tracing.service-name", "spring.application.name"),
			Map.entry("tracing.zipkin.endpoint", "management.tracing.export.zipkin.endpoint"));

	private final Environment environment;

	private final Masking masking;

	Settings(Environment environment, Masking masking) {
		this.environment = environment;
		this.masking = masking;
	}

	/**
	 * Returns the value of a property.
	 * @param property the property
	 * @return the value, or null if the default applies
	 */
	public @Nullable Setting find(KnownProperty property) {
		Setting setting = find(property, property.key());
		String fallback = FALLBACKS.get(property.key());
		if (setting == null && fallback != null) {
			Setting other = find(property, fallback);
			return (other != null) ? new Setting(other.value(), "%s (%s)".formatted(other.source(), fallback)) : null;
		}
		return setting;
	}

	private @Nullable Setting find(KnownProperty property, String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = find(property, name, source);
			if (found != null) {
				return new Setting(value(property, key, found), SourceNames.of(found));
			}
		}
		return null;
	}

	private static @Nullable ConfigurationProperty find(KnownProperty property, ConfigurationPropertyName name,
			ConfigurationPropertySource source) {
		if (property.isMap()) {
			return (source instanceof IterableConfigurationPropertySource names) ? names.stream()
				.filter(name::isAncestorOf)
				.findFirst()
				.map(source::getConfigurationProperty)
				.orElseGet(() -> source.getConfigurationProperty(name)) : null;
		}
		ConfigurationProperty found = source.getConfigurationProperty(name);
		if (property.isList()) {
			return (found != null) ? found : source.getConfigurationProperty(name.append("[0]"));
		}
		// Except for lists, an empty string means no value.
		return (found != null && StringUtils.hasText(found.getValue().toString())) ? found : null;
	}

	private String value(KnownProperty property, String key, ConfigurationProperty found) {
		String text = found.getValue().toString();
		try {
			Binder binder = Binder.get(this.environment);
			if (property.isMap()) {
				return this.masking.mask(property.key(),
						binder.bind(key, Bindable.mapOf(String.class, String.class)).orElseGet(Map::of));
			}
			text = property.isList()
					? String.join(", ", binder.bind(key, Bindable.listOf(String.class)).orElseGet(List::of))
					: this.environment.resolvePlaceholders(text);
		}
		catch (BindException | IllegalArgumentException ex) {
			// For example a placeholder without a value in a property that nothing has
			// read, or all headers in one text.
			text = (property.isMap() && !key.endsWith(".headers")) ? "" : text;
		}
		return this.masking.mask(property.key(), text);
	}

	/**
	 * Returns the key that applies if one of the starter's keys is not set.
	 * @param key the starter's key
	 * @return the other key, or null if there is none
	 */
	public @Nullable String fallback(String key) {
		return FALLBACKS.get(key);
	}

	/**
	 * Returns a value without secrets.
	 * @param key the key of the property
	 * @param value the value
	 * @return the value, without secrets
	 */
	public String masked(String key, String value) {
		return this.masking.mask(key, value);
	}

	/**
	 * A value that was set.
	 *
	 * @param value the value, without secrets
	 * @param source where it was set, in the user's terms
	 */
	public record Setting(String value, String source) {
	}

}
