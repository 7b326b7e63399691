package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Passes the object whose method begins to the hook.
 *
 * @param hook the hook
 */
record EntryChange(String hook) implements Change {

	@Override
	public MethodVisitor apply(MethodVisitor next, Target target, int number) {
		return new MethodVisitor(Opcodes.ASM9, next) {

			@Override
			public void visitCode() {
				super.visitCode();
				target.loadThis(this.mv);
				Change.pass(this.mv, target, Type.getObjectType(target.type()), number);
				this.mv.visitInsn(Opcodes.POP);
			}

		};
	}

}
