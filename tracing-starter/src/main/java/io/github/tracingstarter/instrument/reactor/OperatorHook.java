package io.github.tracingstarter.instrument.reactor;

import java.util.function.Function;

import io.github.tracingstarter.report.TracingReport;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Hooks into the assembly of operators and the schedulers while an application runs.
 * Begins before its beans are created, because they may keep the operators that they
 * assemble. Reactor has one set of hooks for all applications in a virtual machine.
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
			Schedulers.onScheduleHook(KEY, ScheduledTasks::trace);
		}
	}

	static synchronized void remove() {
		users--;
		if (users == 0) {
			Hooks.resetOnEachOperator(KEY);
			Schedulers.resetOnScheduleHook(KEY);
		}
	}

	static Publisher<Object> trace(Publisher<Object> publisher) {
		OperatorType type = OperatorType.of(publisher);
		if (type.coroutine()) {
			Publisher<Object> carrying = Coroutines.carry(publisher);
			if (carrying != publisher) {
				// Its operators have already passed through this method.
				return carrying;
			}
		}
		Publisher<Object> bridged = ForeignSource.bridge(publisher, type);
		if (type.plain()) {
			return bridged;
		}
		return switch (type.shape()) {
			case MONO -> new TracedMono<>((Mono<Object>) bridged);
			case FLUX -> new TracedFlux<>((Flux<Object>) bridged);
			case OTHER -> LIFT.apply(bridged);
		};
	}

}
