package io.github.tracingstarter.instrument.reactor;

import java.util.function.Function;

import io.github.tracingstarter.report.TracingReport;
import org.reactivestreams.Publisher;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.GroupedFlux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Hooks into the assembly of operators as long as an application runs, from before its
 * beans are created, since they may keep what they assemble. Reactor has one set of hooks
 * for all applications of a virtual machine.
 */
final class OperatorHook implements BeanFactoryPostProcessor, SmartInitializingSingleton, DisposableBean {

	private static final String KEY = "io.github.tracingstarter";

	private static final Function<? super Publisher<Object>, ? extends Publisher<Object>> LIFT = Operators
		.liftPublisher((publisher, subscriber) -> TracedSubscriber.of(publisher, subscriber));

	private static int users;

	private final ObjectProvider<TracingReport> report;

	private boolean installed;

	OperatorHook(ObjectProvider<TracingReport> report) {
		this.report = report;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (!this.installed) {
			this.installed = true;
			install();
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.report.ifAvailable((target) -> target.traced("Reactor", "operators"));
	}

	@Override
	public void destroy() {
		if (this.installed) {
			this.installed = false;
			remove();
		}
	}

	static synchronized void install() {
		users++;
		if (users == 1) {
			Hooks.onEachOperator(KEY, OperatorHook::trace);
		}
	}

	static synchronized void remove() {
		users--;
		if (users == 0) {
			Hooks.resetOnEachOperator(KEY);
		}
	}

	static Publisher<Object> trace(Publisher<Object> publisher) {
		return switch (OperatorKind.of(publisher)) {
			case PLAIN -> ForeignSource.bridge(publisher);
			case DEFERRED -> deferred(publisher);
			case OTHER -> LIFT.apply(ForeignSource.bridge(publisher));
		};
	}

	private static Publisher<Object> deferred(Publisher<Object> publisher) {
		if (publisher instanceof Mono<Object> mono) {
			return new ScopedMono<>(mono);
		}
		return (publisher instanceof Flux<Object> flux
				&& !(publisher instanceof ConnectableFlux || publisher instanceof GroupedFlux)) ? new ScopedFlux<>(flux)
						: LIFT.apply(publisher);
	}

}
