package io.github.tracingstarter.instrument.r2dbc;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.report.TracingReport;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Reports the connection factories that were created without Spring Boot's decorators.
 * They are left alone, because transactions are keyed by them and they do not accept
 * listeners.
 */
final class ConnectionFactoryPostProcessor implements BeanPostProcessor {

	private static final String REASON = "it was made without the decorators of Spring Boot, "
			+ "which its ConnectionFactoryBuilder takes";

	/** The maximum depth of nested wrappers. */
	private static final int DEEPEST = 10;

	private final ObjectProvider<R2dbcTracingProperties> properties;

	private final BeanTracing beans;

	private final Set<ConnectionFactory> decorated = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	ConnectionFactoryPostProcessor(ObjectProvider<R2dbcTracingProperties> properties,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.beans = new BeanTracing("R2DBC", "The statements", report);
	}

	/**
	 * Notes a connection factory whose statements are observed.
	 */
	void decorated(ConnectionFactory connections) {
		this.decorated.add(connections);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ConnectionFactory && !bean.getClass().getName().startsWith("org.springframework.r2dbc.")) {
			this.beans.change(beanName, () -> {
				if (!isDecorated(bean) && this.properties.getObject().enabled()) {
					this.beans.leftAlone(beanName, REASON);
				}
			});
		}
		return bean;
	}

	private boolean isDecorated(Object connections) {
		Object inner = connections;
		for (int i = 0; i < DEEPEST; i++) {
			if (inner instanceof ConnectionFactory factory && this.decorated.contains(factory)) {
				return true;
			}
			if (!(inner instanceof Wrapped<?> wrapper)) {
				return false;
			}
			inner = wrapper.unwrap();
		}
		return false;
	}

}
