package io.github.tracingstarter.instrument.context;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.tracingstarter.report.TracingReport;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

/**
 * Lets {@code @Async} methods run in the trace of their caller on any executor: the
 * context travels with the invocation. One interceptor captures it before Spring's;
 * another restores it after Spring's, already on the other thread.
 * <p>
 * The post-processor is not ordered, so it runs after the one that makes methods
 * asynchronous.
 */
final class AsyncMethodPostProcessor implements BeanPostProcessor {

	private static final String CONTEXT = AsyncMethodPostProcessor.class.getName() + ".context";

	private final ObjectProvider<TracingReport> report;

	private final AtomicBoolean reported = new AtomicBoolean();

	AsyncMethodPostProcessor(ObjectProvider<TracingReport> report) {
		this.report = report;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Advised advised && !advised.isFrozen()) {
			Advisor[] advisors = advised.getAdvisors();
			for (int i = 0; i < advisors.length; i++) {
				if (advisors[i] instanceof AsyncAnnotationAdvisor async) {
					Pointcut asynchronous = async.getPointcut();
					advised.addAdvisor(i + 1, new DefaultPointcutAdvisor(asynchronous, new Restoring()));
					advised.addAdvisor(i, new DefaultPointcutAdvisor(asynchronous, new Keeping()));
					if (this.reported.compareAndSet(false, true)) {
						this.report
							.ifAvailable((target) -> target.traced(ExecutorReport.INSTRUMENTATION, "@Async methods"));
					}
					break;
				}
			}
		}
		return bean;
	}

	private static final class Keeping implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Context context = Context.current();
			if (context != Context.root() && invocation instanceof ProxyMethodInvocation proxied) {
				proxied.setUserAttribute(CONTEXT, context);
			}
			return invocation.proceed();
		}

	}

	private static final class Restoring implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Context context = (invocation instanceof ProxyMethodInvocation proxied)
					? (Context) proxied.getUserAttribute(CONTEXT) : null;
			if (context == null || Context.current() != Context.root()) {
				// The executor carries contexts itself, or some other code that knows
				// more does.
				return invocation.proceed();
			}
			Scope scope = context.makeCurrent();
			try {
				return invocation.proceed();
			}
			finally {
				scope.close();
			}
		}

	}

}
