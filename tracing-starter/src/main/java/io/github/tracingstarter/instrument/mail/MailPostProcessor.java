package io.github.tracingstarter.instrument.mail;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.NativeDetector;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Replaces a mail sender with one of the same class whose calls are traced. This is safe
 * because nothing is keyed by a mail sender.
 */
final class MailPostProcessor extends WrappingPostProcessor {

	private final ObjectProvider<MailTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final BeanTracing beans;

	MailPostProcessor(ObjectProvider<MailTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.beans = new BeanTracing("Mail", "The mails", report);
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (!(bean instanceof JavaMailSenderImpl) || Spies.isSpy(bean) || !this.properties.getObject().enabled()) {
			return bean;
		}
		if (NativeDetector.inNativeImage()) {
			this.beans.leftAlone(beanName, "a native image makes no classes at run time");
			return bean;
		}
		return this.beans.replace(bean, beanName, () -> {
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(true);
			factory.addAdvice(new TracedSending(this.spans.getObject()));
			Object traced = factory.getProxy(bean.getClass().getClassLoader());
			this.beans.traced(beanName);
			return traced;
		});
	}

}
