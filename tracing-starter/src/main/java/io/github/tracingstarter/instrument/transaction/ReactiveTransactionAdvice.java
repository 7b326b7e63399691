package io.github.tracingstarter.instrument.transaction;

import java.lang.reflect.Method;

import io.github.tracingstarter.instrument.MethodResult;
import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.transaction.TransactionSpans.Started;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcher;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Creates the spans of reactive transactions, before the advice that starts the
 * transactions. Only there can the spans be added to the context of the subscriber. The
 * propagation of the method determines whether a transaction will begin.
 */
final class ReactiveTransactionAdvice implements MethodInterceptor {

	private final Advisor transactions;

	private final TransactionSpans spans;

	private ReactiveTransactionAdvice(Advisor transactions, TransactionSpans spans) {
		this.transactions = transactions;
		this.spans = spans;
	}

	/**
	 * Adds the advice to the proxy of a bean with transactional methods.
	 */
	static void addTo(Advised proxy, TransactionSpans spans) {
		int position = ProxyClasses.positionOfTransactions(proxy);
		if (position >= 0 && proxy.getAdvisors()[position] instanceof PointcutAdvisor transactions) {
			ComposablePointcut pointcut = new ComposablePointcut(transactions.getPointcut())
				.intersection(new ReturnsPublisher());
			proxy.addAdvisor(position,
					new DefaultPointcutAdvisor(pointcut, new ReactiveTransactionAdvice(transactions, spans)));
		}
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object result = invocation.proceed();
		if (!MethodResult.isPublisher(result)) {
			return result;
		}
		Object target = invocation.getThis();
		Class<?> type = (target != null) ? ClassUtils.getUserClass(target) : null;
		TransactionAttribute attribute = attribute(invocation.getMethod(), type);
		if (attribute == null) {
			return result;
		}
		// The same name as Spring's for the transaction.
		String name = (attribute.getName() != null) ? attribute.getName()
				: ClassUtils.getQualifiedMethodName(invocation.getMethod(), type);
		TransactionCall call = TransactionCall.of(name, attribute.isReadOnly());
		return (result instanceof Mono<?> mono)
				? begins(attribute).flatMap((begins) -> (Mono<?>) followed(mono, attribute, begins ? call : null))
				: begins(attribute)
					.flatMapMany((begins) -> (Flux<?>) followed(result, attribute, begins ? call : null));
	}

	private @Nullable TransactionAttribute attribute(Method method, @Nullable Class<?> type) {
		TransactionAttributeSource source = (this.transactions.getAdvice() instanceof TransactionAspectSupport support)
				? support.getTransactionAttributeSource() : null;
		return (source != null) ? source.getTransactionAttribute(method, type) : null;
	}

	private static Mono<Boolean> begins(TransactionAttribute attribute) {
		return switch (attribute.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_REQUIRES_NEW -> Mono.just(true);
			case TransactionDefinition.PROPAGATION_REQUIRED, TransactionDefinition.PROPAGATION_NESTED ->
				TransactionSynchronizationManager.forCurrentTransaction()
					.map((current) -> !current.isActualTransactionActive())
					.onErrorReturn(NoTransactionException.class, true);
			default -> Mono.just(false);
		};
	}

	private Object followed(Object publisher, TransactionAttribute attribute, @Nullable TransactionCall call) {
		Started started = (call != null) ? start(call) : null;
		if (started == null) {
			return publisher;
		}
		ReactiveOutcomes outcomes = ReactiveOutcomes.of(started.span());
		Object watched = (publisher instanceof Mono<?> mono) ? mono.doOnCancel(outcomes::cancelled)
				: ((Flux<?>) publisher).doOnCancel(outcomes::cancelled);
		Object followed = MethodResult.follow(watched, new Listener(started, attribute, outcomes));
		return (followed != null) ? followed : publisher;
	}

	private @Nullable Started start(TransactionCall call) {
		try {
			return this.spans.start(call);
		}
		catch (RuntimeException | LinkageError ex) {
			TransactionSpans.failures.log(ex);
			return null;
		}
	}

	private record Listener(Started started, TransactionAttribute attribute,
			ReactiveOutcomes outcomes) implements MethodResult.SpanListener {

		@Override
		public void ended(@Nullable Throwable failure) {
			TransactionSpans.failures.guard(() -> {
				Outcome expected = (failure != null && this.attribute.rollbackOn(failure)) ? Outcome.ROLLED_BACK
						: Outcome.COMMITTED;
				this.started.end(this.outcomes.end(expected), this.outcomes.failure());
			});
		}

		@Override
		public Scope open() {
			return this.started.open();
		}

		@Override
		public Span span() {
			return this.started.span();
		}

		@Override
		public Context context() {
			return this.started.context();
		}

	}

	private static final class ReturnsPublisher extends StaticMethodMatcher {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return MethodResult.isReactive(method.getReturnType());
		}

	}

}
