package io.github.tracingstarter.instrument.runner;

import java.lang.reflect.Method;

import io.github.tracingstarter.instrument.Frameworks;
import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.util.ClassUtils;

/**
 * Gives each of the application's runners a trace. Runners of frameworks have their own
 * spans, such as that of a job, or do nothing worth a span.
 */
final class RunnerPostProcessor extends WrappingPostProcessor {

	private static final String INSTRUMENTATION = "runners";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(RunnerPostProcessor.class),
			"A runner could not be traced. The application is not affected.");

	private final ObjectProvider<Spans> spans;

	private final ObjectProvider<TracingReport> report;

	RunnerPostProcessor(ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		this.spans = spans;
		this.report = report;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (!(bean instanceof ApplicationRunner || bean instanceof CommandLineRunner) || bean instanceof ScopedObject) {
			return bean;
		}
		Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
		if (Frameworks.contain(type.getName())) {
			return bean;
		}
		try {
			RunnerInterceptor interceptor = new RunnerInterceptor(this.spans, RunnerRun.of(type, beanName));
			Object advised = Spies.isSpy(bean) ? null
					: ProxyClasses.advise(bean, new DefaultPointcutAdvisor(new RunMethod(), interceptor));
			report(beanName, type, advised != null);
			return (advised != null) ? advised : bean;
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return bean;
		}
	}

	private void report(String beanName, Class<?> type, boolean traced) {
		String kind = type.isAnonymousClass() ? "anonymous class" : type.getSimpleName();
		String subject = "%s (%s)".formatted(beanName, type.isHidden() ? "lambda" : kind);
		this.report.ifAvailable((target) -> {
			if (traced) {
				target.traced(INSTRUMENTATION, subject);
			}
			else {
				target.leftAlone(INSTRUMENTATION, subject,
						"its class is final or has public final methods, so that it can have no proxy");
			}
		});
	}

	private static final class RunMethod extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return method.getName().equals("run") && method.getParameterCount() == 1;
		}

	}

}
