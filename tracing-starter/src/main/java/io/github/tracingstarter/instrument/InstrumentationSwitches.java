package io.github.tracingstarter.instrument;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.report.Instrumentation;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * The switches of the instrumentations. An instrumentation that was off at startup has
 * wrapped nothing, so it has no switch.
 */
final class InstrumentationSwitches implements LiveProperties {

	private final Map<String, InstrumentationSwitch> switches = new ConcurrentHashMap<>();

	private final ListableBeanFactory beans;

	private final Environment environment;

	InstrumentationSwitches(ListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	InstrumentationSwitch of(String id) {
		return this.switches.computeIfAbsent(id, InstrumentationSwitch::new);
	}

	@Override
	public Collection<LiveProperty> all() {
		// Mappers get their switches when their handler is created, and perhaps nothing
		// has needed the handler yet.
		this.beans.getBeanProvider(MappedObservationHandler.class).getIfAvailable();
		Map<String, LiveProperty> all = new TreeMap<>(this.switches);
		for (String name : this.beans.getBeanNamesForAnnotation(Instrumentation.class)) {
			Instrumentation instrumentation = this.beans.findAnnotationOnBean(name, Instrumentation.class, false);
			if (instrumentation != null && instrumentation.switchable() && wasOn(instrumentation)) {
				all.put(instrumentation.id(), of(instrumentation.id()));
			}
			else if (instrumentation != null) {
				all.remove(instrumentation.id());
			}
		}
		return all.values();
	}

	@Override
	public boolean isTurnedOff(String key) {
		return this.switches.values().stream().anyMatch((one) -> !one.isOn() && one.key().equals(key));
	}

	private boolean wasOn(Instrumentation instrumentation) {
		return this.environment.getProperty("tracing.%s.enabled".formatted(instrumentation.id()), Boolean.class,
				instrumentation.enabledByDefault());
	}

}
