package io.github.tracingstarter.instrument.hibernate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.instrument.hibernate.FlushSpans.Flush;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.integrator.spi.Integrator;

/**
 * Puts a span around the work of Hibernate's own listeners at a flush. Separate listeners
 * before and after them would not be notified if they fail.
 */
final class FlushIntegrator implements Integrator {

	private final FlushSpans spans;

	FlushIntegrator(FlushSpans spans) {
		this.spans = spans;
	}

	@Override
	public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
			SessionFactoryImplementor sessionFactory) {
		FlushSpans.failures.guard(() -> {
			EventListenerRegistry registry = sessionFactory.getEventEngine().getListenerRegistry();
			registry.setListeners(EventType.FLUSH,
					all(registry.getEventListenerGroup(EventType.FLUSH)).stream()
						.map(this::around)
						.toArray(FlushEventListener[]::new));
			registry.setListeners(EventType.AUTO_FLUSH,
					all(registry.getEventListenerGroup(EventType.AUTO_FLUSH)).stream()
						.map(this::aroundAuto)
						.toArray(AutoFlushEventListener[]::new));
		});
	}

	@SuppressWarnings("deprecation")
	private static <L> List<L> all(EventListenerGroup<L> group) {
		List<L> listeners = new ArrayList<>();
		group.listeners().forEach(listeners::add);
		return listeners;
	}

	private FlushEventListener around(FlushEventListener listener) {
		return (event) -> this.spans.around(Flush.EXPLICIT, event, () -> listener.onFlush(event));
	}

	/**
	 * Wraps a listener with a proxy, because Hibernate 7.1 adds a method to the
	 * interface, which must reach the listener.
	 */
	private AutoFlushEventListener aroundAuto(AutoFlushEventListener listener) {
		return (AutoFlushEventListener) Proxy.newProxyInstance(AutoFlushEventListener.class.getClassLoader(),
				new Class<?>[] { AutoFlushEventListener.class }, (proxy, method, arguments) -> {
					if (arguments != null && arguments.length == 1 && arguments[0] instanceof AutoFlushEvent event
							&& method.getName().equals("onAutoFlush")) {
						this.spans.around(Flush.BEFORE_QUERY, event, () -> listener.onAutoFlush(event));
						return null;
					}
					try {
						return method.invoke(listener, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

}
