package io.github.tracingstarter.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.tracingstarter.configuration.KnownProperties;
import io.github.tracingstarter.configuration.KnownProperty;
import io.github.tracingstarter.support.Settings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Applies the changes that Spring Cloud made in the environment, such as after a refresh.
 * Resolves no beans before that.
 */
final class EnvironmentChanges implements ApplicationListener<EnvironmentChangeEvent> {

	private static final Log logger = LogFactory.getLog(EnvironmentChanges.class);

	private static final Bindable<List<Map<String, Object>>> OBJECTS = Bindable.of(ResolvableType
		.forClassWithGenerics(List.class, ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class)));

	private final Environment environment;

	private final ObjectProvider<Changes> changes;

	private final ObjectProvider<KnownProperties> known;

	private final ObjectProvider<Settings> settings;

	EnvironmentChanges(Environment environment, ObjectProvider<Changes> changes, ObjectProvider<KnownProperties> known,
			ObjectProvider<Settings> settings) {
		this.environment = environment;
		this.changes = changes;
		this.known = known;
		this.settings = settings;
	}

	@Override
	public void onApplicationEvent(EnvironmentChangeEvent event) {
		try {
			Changes live = this.changes.getObject();
			Map<String, @Nullable String> values = new LinkedHashMap<>();
			for (String key : live.keys()) {
				String fallback = this.settings.getObject().fallback(key);
				if (isNamed(key, event.getKeys()) || (fallback != null && isNamed(fallback, event.getKeys()))) {
					values.put(key, value(key, fallback));
				}
			}
			live.apply(values, "Spring Cloud");
		}
		catch (RuntimeException ex) {
			logger.warn("The changed environment is not applied, and what was in force stays. " + ex.getMessage());
		}
	}

	/**
	 * Returns whether a property, or an element of it, is among the changed keys.
	 */
	private static boolean isNamed(String key, Set<String> changed) {
		String uniform = uniform(key);
		return changed.stream()
			.map(EnvironmentChanges::uniform)
			.anyMatch((other) -> other.equals(uniform) || other.startsWith(uniform + "[")
					|| other.startsWith(uniform + "."));
	}

	/**
	 * Returns the uniform form of a key, which may be in any form that Spring Boot
	 * accepts.
	 */
	private static String uniform(String key) {
		return key.replace("-", "").replace('_', '.').toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the value of a property in the environment, its default if it is not set,
	 * or null if no default is known.
	 */
	private @Nullable String value(String key, @Nullable String fallback) {
		String value = value(key);
		if (value == null && fallback != null) {
			value = value(fallback);
		}
		KnownProperty property = this.known.getObject().all().get(key);
		return (value == null && property != null) ? property.defaultValue() : value;
	}

	private @Nullable String value(String key) {
		String text = this.environment.getProperty(key);
		if (text != null) {
			return text;
		}
		Binder binder = Binder.get(this.environment);
		try {
			return PropertyText.of(binder.bind(key, OBJECTS).orElse(null));
		}
		catch (BindException ex) {
			// Its elements are not objects.
			return PropertyText.of(binder.bind(key, Bindable.listOf(String.class)).orElse(null));
		}
	}

}
