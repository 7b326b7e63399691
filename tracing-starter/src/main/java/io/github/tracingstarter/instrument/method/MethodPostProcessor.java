package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.MethodSpans;
import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.instrument.method.MethodSelection.Selected;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Adds advice to the methods that properties name. The properties are read without a
 * bean, because beans that this post-processor needs could not be traced themselves.
 */
final class MethodPostProcessor extends WrappingPostProcessor implements EnvironmentAware, SmartInitializingSingleton {

	private static final String INSTRUMENTATION = "methods";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(MethodPostProcessor.class),
			"The methods of a bean could not be traced. The application is not affected.");

	private final MethodSpans spans;

	private final ObjectProvider<TracingReport> report;

	private final Map<Class<?>, Optional<MethodAdvice>> advice = new ConcurrentHashMap<>();

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	private final UnreachableMethods unreachable = new UnreachableMethods();

	private MethodSelection selection = new MethodSelection(MethodPatterns.none(), MethodPatterns.none());

	private MinDuration minDuration = new MinDuration(Duration.ZERO);

	MethodPostProcessor(ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		this.spans = new MethodSpans("methods", spans);
		this.report = report;
	}

	@Override
	public void setEnvironment(Environment environment) {
		MethodProperties properties = Binder.get(environment)
			.bindOrCreate(MethodProperties.PREFIX, MethodProperties.class);
		this.selection = properties.selection();
		this.minDuration = new MinDuration(properties.minDuration());
	}

	MethodSelection selection() {
		return this.selection;
	}

	MinDuration minDuration() {
		return this.minDuration;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (this.selection.isEmpty()) {
			return bean;
		}
		try {
			BeanTypes types = makesSpans(bean) ? null : BeanTypes.of(bean);
			return (types != null) ? wrap(bean, beanName, types) : bean;
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return bean;
		}
	}

	private Object wrap(Object bean, String beanName, BeanTypes types) {
		MethodAdvice advice = this.advice.computeIfAbsent(types.own(), (type) -> Optional.ofNullable(advice(types)))
			.orElse(null);
		if (advice == null) {
			return bean;
		}
		String obstacle = Spies.isSpy(bean) ? "it is a spy of a test"
				: (bean instanceof Advised) ? null : Obstacle.of(types.own());
		Object advised = (obstacle != null) ? null
				: ProxyClasses.advise(bean, new DefaultPointcutAdvisor(advice, advice), MethodPostProcessor::position);
		if (this.reported.add(beanName)) {
			report(beanName, types, advised != null, (obstacle != null) ? obstacle : "its proxy is frozen");
			if (advised != null) {
				this.unreachable.addSelfInvocations(types, advice.methods());
			}
		}
		return (advised != null) ? advised : bean;
	}

	/**
	 * Returns whether a bean already creates spans, like a repository if its calls are
	 * traced.
	 */
	private static boolean makesSpans(Object bean) {
		return bean instanceof Advised proxy && Stream.of(proxy.getAdvisors())
			.anyMatch((advisor) -> advisor instanceof DefaultPointcutAdvisor each
					&& each.getAdvice() instanceof MethodSpans.EachMethod);
	}

	private @Nullable MethodAdvice advice(BeanTypes types) {
		Map<Method, Selected> selected = this.selection.of(types);
		this.unreachable.addUncallable(types, this.selection.uncallable(types));
		return selected.isEmpty() ? null : new MethodAdvice(types.own(), selected, this.spans, this.minDuration);
	}

	/**
	 * Returns the position of the advice. It is around the transaction, so that writes at
	 * the end of the transaction are part of the method. If a framework implements an
	 * interface, its existing advice is the implementation.
	 */
	private static int position(Advised proxy) {
		if (BeanTypes.isImplementedByFramework(proxy)) {
			return 0;
		}
		int transactions = ProxyClasses.positionOfTransactions(proxy);
		return (transactions >= 0) ? transactions : proxy.getAdvisorCount();
	}

	private void report(String beanName, BeanTypes types, boolean traced, String obstacle) {
		String subject = "%s (%s)".formatted(beanName, types.own().getSimpleName());
		if (!traced) {
			this.unreachable.add(types.own().getSimpleName(), obstacle);
		}
		this.report.ifAvailable((target) -> {
			if (traced) {
				target.traced(INSTRUMENTATION, subject);
			}
			else {
				target.leftAlone(INSTRUMENTATION, subject, obstacle);
			}
		});
	}

	/**
	 * Logs once what is missing. By now all beans exist, except those that are created on
	 * demand.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		failures.guard(() -> this.unreachable.log(this.selection.unused()));
	}

}
