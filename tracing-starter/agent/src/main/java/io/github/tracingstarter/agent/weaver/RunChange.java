package io.github.tracingstarter.agent.weaver;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The hook is told when the method runs a task, and when the task is done.
 *
 * @param owner the internal name of the type by which the method calls the task
 * @param hook the hook
 */
record RunChange(String owner, String hook) implements Change {

	@Override
	public MethodVisitor apply(MethodVisitor next, Target target, int number) {
		return new MethodVisitor(Opcodes.ASM9, next) {

			@Override
			public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
				if (!name.equals("run") || !descriptor.equals("()V") || !owner.equals(RunChange.this.owner)) {
					super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
					return;
				}
				target.loadThis(this.mv);
				Change.push(this.mv, number);
				super.visitMethodInsn(Opcodes.INVOKESTATIC, BridgeClass.NAME, "run",
						"(Ljava/lang/Runnable;Ljava/lang/Object;I)V", false);
			}

		};
	}

}
